"""A command that is given again with its key is not carried out again: it answers as it did the first time.

What a command did is kept under its key in the transaction that did it, so there is never the one without the other.
Of the key only a hash is kept, and of the command a hash that the key goes into: neither tells what people gave.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.problems import Refused
from engine.store import Deed

if TYPE_CHECKING:
    from engine.store import Store

KEY = re.compile(r"[A-Za-z0-9._-]{8,64}")


class Once(NamedTuple):
    """The key of one command. Without a key nothing is kept, and the command may be carried out again."""

    key: str = ""

    @property
    def kept_as(self) -> bytes:
        return _hash(self.key)

    def done(self, store: Store, *command: object) -> Any:
        """What this command did when it was given before with this key; None if it was not.

        Raises Refused (``key-of-another``) if the key belongs to another command.
        """
        if not self.key:
            return None
        found = store.deed(self.kept_as)
        if found is None:
            return None
        if found.asked != self._asked(command):
            raise Refused("key-of-another", key=self.key)
        return json.loads(found.effect)

    def keep(self, store: Store, effect: object, *command: object) -> None:
        """Keep what the command did, within the transaction in which it does it."""
        if self.key:
            store.keep_deed(Deed(self.kept_as, self._asked(command), json.dumps(effect, separators=(",", ":"))))

    def _asked(self, command: tuple[object, ...]) -> bytes:
        return _hash(f"{self.key} {command!r}")


def new_key() -> str:
    """A key that no other command has."""
    return os.urandom(8).hex()


def read_key(text: str) -> str:
    """A key as somebody gave it. Raises Refused (``not-a-key``)."""
    if not KEY.fullmatch(text):
        raise Refused("not-a-key", found=text)
    return text


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:16]
