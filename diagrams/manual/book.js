// The search, and small comforts. Without this script everything can be read, and every link leads.
"use strict";
{
  const MOST = 100, BEFORE = 24, AFTER = 70;
  const DIGITS = "๐๑๒๓๔๕๖๗๘๙";
  const narrow = matchMedia("(max-width: 62rem)");
  const find = (selector) => document.querySelector(selector);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const thai = (number) => String(number).replace(/\d/g, (digit) => DIGITS[digit]);

  // --- text as it is compared: no blanks, one kind of digits, one way to write each letter

  const known = new Map();

  function fold(letter) {
    if (!known.has(letter)) known.set(letter, plain(letter));
    return known.get(letter);
  }

  function plain(letter) {
    if (/[\s\u00ad\u200b-\u200d\u2060\ufeff]/.test(letter)) return "";
    if (DIGITS.includes(letter)) return String(DIGITS.indexOf(letter));
    if (letter === "แ") return "เเ"; // typed twice it looks the same
    return letter.normalize("NFKD").toLowerCase();
  }

  // What an element says; where in it each compared letter stands; and the text nodes, each with its start.
  function read(element) {
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const says = { text: "", folded: "", places: [], nodes: [] };
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      if (node.parentElement.matches("title, desc")) continue;
      says.nodes.push([says.text.length, node]);
      for (const letter of node.data) {
        for (const each of fold(letter)) {
          says.folded += each;
          says.places.push(says.text.length);
        }
        says.text += letter;
      }
      if (element.matches("svg")) says.text += " ";
    }
    return says;
  }

  function range(says, start, length) {
    const place = (at) => {
      const [from, node] = says.nodes.findLast(([begin]) => begin <= at);
      return [node, at - from];
    };
    const found = new Range();
    const [last, end] = place(says.places[start + length - 1]);
    found.setStart(...place(says.places[start]));
    found.setEnd(last, end + 1);
    return found;
  }

  // --- what there is to be found

  const TEXTS = "header :is(h1, p), main :is(h2, h3, h4, p, th, caption, figcaption, svg):not(aside *, svg svg)";
  let units;

  function everything() {
    units ??= all(TEXTS).map((element) => ({ element, folded: read(element).folded }));
    return units;
  }

  function chapter(element) {
    const titles = [];
    for (let part = element.closest("section"); part; part = part.parentElement.closest("section")) {
      titles.unshift(part.querySelector("h2, h3, h4").textContent);
    }
    return titles.join(" › ") || document.title;
  }

  // --- the search

  const box = find(".search"), field = box.querySelector("input");
  const count = box.querySelector(".count"), list = box.querySelector(".hits"), nav = find("nav details");
  let asked = "", last = 0, timer;

  function search() {
    asked = field.value;
    const wanted = [...asked].map(fold).join("");
    const hits = wanted ? everything().filter((unit) => unit.folded.includes(wanted)) : [];
    const shown = hits.slice(0, MOST);
    last = 0;
    list.replaceChildren(...shown.map(({ element }) => entry(element, wanted)));
    list.hidden = !shown.length;
    light(shown.map(({ element }) => element), wanted);
    const more = hits.length > MOST ? ` แสดง ${thai(MOST)} แห่งแรก` : "";
    count.textContent = wanted && (hits.length ? `พบ ${thai(hits.length)} แห่ง${more}` : "ไม่พบข้อความนี้");
  }

  function entry(element, wanted) {
    const says = read(element), at = says.folded.indexOf(wanted);
    const start = says.places[at], end = says.places[at + wanted.length - 1] + 1;
    const link = document.createElement("a"), where = document.createElement("small"), mark = document.createElement("mark");
    where.textContent = chapter(element);
    const [before, found, after] = around(says, start, end);
    mark.textContent = found;
    link.href = `#${element.closest("[id]:not(main)")?.id ?? element.closest("section")?.firstElementChild.id ?? ""}`;
    link.append(where, before, mark, after);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      go(element, link);
    });
    const item = document.createElement("li");
    item.append(link);
    return item;
  }

  // What stands around a hit, cut between words: each text node holds one.
  function around(says, start, end) {
    const words = says.nodes.map(([begin]) => begin).concat(says.text.length);
    const from = Math.min(start, words.find((begin) => begin >= start - BEFORE));
    const to = Math.max(end, words.findLast((begin) => begin <= end + AFTER));
    return [
      (from ? "…" : "") + says.text.slice(from, start),
      says.text.slice(start, end),
      says.text.slice(end, to) + (to < says.text.length ? "…" : ""),
    ];
  }

  function light(elements, wanted) {
    if (!window.Highlight) return;
    const ranges = elements.flatMap((element) => {
      const says = read(element), found = [];
      for (let at = says.folded.indexOf(wanted); at >= 0; at = says.folded.indexOf(wanted, at + wanted.length)) {
        found.push(range(says, at, wanted.length));
      }
      return found;
    });
    CSS.highlights.set("khumue-hits", new Highlight(...ranges));
  }

  function go(element, link) {
    last = links().indexOf(link);
    all(".found").forEach((other) => other.classList.remove("found"));
    history.pushState(null, "", link.href);
    if (narrow.matches) list.hidden = true;
    element.classList.add("found");
    element.tabIndex = -1;
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block: "center", inline: "nearest" });
  }

  const links = () => [...list.querySelectorAll("a")];

  function move(event) {
    const places = links(), here = places.indexOf(document.activeElement);
    const to = { ArrowDown: here < 0 ? last : here + 1, ArrowUp: here - 1, Enter: here < 0 ? last : undefined }[event.key];
    if (event.key === "Escape") {
      if (document.activeElement === field) field.value = "";
      search();
      field.focus();
    } else if (event.key === "Enter" && here < 0) {
      if (field.value !== asked) search();
      links()[last]?.click();
    } else if (to !== undefined && places.length) {
      list.hidden = false;
      (places[Math.min(to, places.length - 1)] ?? field).focus();
    } else return;
    event.preventDefault();
  }

  box.hidden = false;
  box.addEventListener("keydown", move);
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, 150);
  });
  field.addEventListener("focus", () => (list.hidden = !list.children.length));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target === field) return;
    event.preventDefault();
    field.focus();
    field.select();
  });

  // --- the contents: folded on a narrow screen, and showing where one is

  const fit = () => (nav.open = !narrow.matches);
  narrow.addEventListener("change", fit);
  fit();
  nav.addEventListener("click", (event) => {
    if (narrow.matches && event.target.closest("a")) nav.open = false;
  });
  addEventListener("beforeprint", () => (nav.open = true));
  addEventListener("afterprint", fit);

  const entries = new Map(all("nav a").map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
  const seen = new IntersectionObserver((changes) => {
    const change = changes.find((each) => each.isIntersecting);
    if (!change) return;
    entries.forEach((link) => link.removeAttribute("aria-current"));
    entries.get(decodeURIComponent(change.target.id)).setAttribute("aria-current", "location");
  }, { rootMargin: "0px 0px -70% 0px" });
  all("main :is(h2, h3)[id]").filter((title) => entries.has(decodeURIComponent(title.id))).forEach((title) => seen.observe(title));

  // --- what is wider than the screen can be reached with the keyboard

  const reach = () => all(".scroll").forEach((part) => {
    if (part.scrollWidth > part.clientWidth) part.tabIndex = 0;
    else part.removeAttribute("tabindex");
  });
  addEventListener("resize", reach);
  reach();
}
