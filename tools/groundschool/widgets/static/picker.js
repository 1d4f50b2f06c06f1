// The resource picker: search, facets with live counts, pages and details, all in the browser.
// Python holds what is picked.

const PAGE = 10;
const HOURS = [1, 2, 5, 10, 20, 50];
const COLUMNS = ["id", "title", "url", "authors", "year", "hours", "summary", "kind", "level", "cost", "format", "language", "processes", "topics", "prerequisites", "status", "successor"];

/** Text as it is compared: small letters, no accents. */
function folded(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

function unpack({ words, phaseOf, rows }) {
  const title = (list, place) => words[list][place][1];
  return rows.map((row) => {
    const one = Object.fromEntries(COLUMNS.map((name, place) => [name, row[place]]));
    one.phases = [...new Set(one.processes.map((process) => phaseOf[process]))];
    one.foldedTitle = folded(one.title);
    const taught = [...one.topics.map((topic) => title("topics", topic)), ...one.processes.map((process) => title("processes", process))];
    one.text = folded([one.title, ...one.authors, one.summary, ...taught].join(" "));
    return one;
  });
}

/** The menus: what can be chosen in each, and the positions in it under which a resource falls. */
function facets(words, given) {
  const hours = [...new Set([...HOURS, given.max_hours].filter(Boolean))].sort((a, b) => a - b);
  const fits = (one) => hours.flatMap((most, place) => (one.hours === null || one.hours <= most ? [place] : []));
  return [
    { name: "phase", label: "Phase", options: words.phases, places: (one) => one.phases },
    { name: "process", label: "Process", options: words.processes, places: (one) => one.processes },
    { name: "level", label: "Level", options: words.levels, places: (one) => [one.level] },
    { name: "kind", label: "Kind", options: words.kinds, places: (one) => [one.kind] },
    { name: "cost", label: "Cost", options: words.costs, places: (one) => [one.cost] },
    { name: "max_hours", label: "Time", options: hours.map((most) => [String(most), `up to ${most} h`]), places: fits },
  ];
}

/**
 * One pass over the catalog: what passes everything, and how many would for each option of each menu.
 *
 * `chosen` holds a position in each menu, or -1. A resource that only one menu keeps out counts in that
 * menu alone.
 */
function sift(resources, menus, chosen, passes) {
  const found = [];
  const counts = menus.map(({ options }) => options.map(() => 0));
  const totals = menus.map(() => 0);
  for (const one of resources) {
    if (!passes(one)) continue;
    let against = -1;
    let failures = 0;
    for (let m = 0; m < chosen.length; m += 1) {
      if (chosen[m] >= 0 && !one.places[m].includes(chosen[m])) {
        against = m;
        failures += 1;
      }
    }
    if (failures > 1) continue;
    if (!failures) found.push(one);
    for (let m = 0; m < chosen.length; m += 1) {
      if (failures && m !== against) continue;
      totals[m] += 1;
      for (const place of one.places[m]) counts[m][place] += 1;
    }
  }
  return { found, counts, totals };
}

/** Those with more of the terms in their title come first; otherwise the order stays. */
function titlesFirst(found, terms) {
  const byHits = Array.from({ length: terms.length + 1 }, () => []);
  for (const one of found) byHits[terms.length - terms.filter((term) => one.foldedTitle.includes(term)).length].push(one);
  return byHits.flat();
}

/** What is said of a resource: a line in the list, more when it is opened. */
function card(one, { words, titles, isPicked, pick, open }) {
  const title = (list, place) => words[list][place][1];
  const details = make("div", { class: "gs-details", id: unique("details"), hidden: !open.has(one.id) });
  const toggle = make("button", { type: "button", class: "gs-title", "aria-expanded": String(!details.hidden), "aria-controls": details.id }, one.title);
  const add = make("button", { type: "button", class: "gs-pick" });
  const time = one.hours === null ? "" : `${one.hours} h`;
  const by = [one.authors.slice(0, 3).join(", ") + (one.authors.length > 3 ? " and others" : ""), one.year].filter(Boolean).join(", ");
  const facts = [title("kinds", one.kind), title("levels", one.level), title("costs", one.cost), time, by].filter(Boolean).join(" \u00b7 ");
  const teaser = make("div", { class: "gs-teaser", hidden: !details.hidden }, one.summary);

  function fill() {
    if (details.childElementCount) return;
    const host = one.url.replace(/^https?:\/\/(www\.)?/i, "").split("/")[0];
    const lines = [
      [null, one.summary],
      ["Teaches", one.topics.map((topic) => title("topics", topic)).join(", ")],
      ["Processes", one.processes.map((process) => title("processes", process)).join(", ")],
      ["Know first", one.prerequisites.map((id) => titles.get(id) || id).join("; ")],
      ["Format", `${title("formats", one.format)}, ${title("languages", one.language)}`],
      ["Note", one.status === "superseded" ? `Superseded by ${titles.get(one.successor) || one.successor}.` : one.status === "archived" && "No longer kept up."],
    ];
    for (const [name, text] of lines) if (text) details.append(make("p", {}, name && make("b", {}, `${name}: `), text));
    details.append(make("p", {}, outside(one.url, `Open at ${host}`)));
  }
  function mark() {
    const inside = isPicked(one.id);
    add.textContent = inside ? "Remove from plan" : "Add to plan";
    add.setAttribute("aria-label", `${add.textContent}: ${one.title}`);
    add.classList.toggle("gs-on", inside);
  }
  toggle.addEventListener("click", () => {
    details.hidden = !details.hidden;
    teaser.hidden = !details.hidden;
    open[details.hidden ? "delete" : "add"](one.id);
    toggle.setAttribute("aria-expanded", String(!details.hidden));
    fill();
  });
  add.addEventListener("click", () => pick(one.id, !isPicked(one.id)));
  if (!details.hidden) fill();
  mark();
  const text = make("div", { class: "gs-what" }, toggle, make("div", { class: "gs-facts" }, facts), teaser);
  return { element: make("li", {}, make("div", { class: "gs-row" }, text, add), details), mark };
}

function render({ model, el }) {
  const data = model.get("data");
  const given = model.get("filters");
  const scope = model.get("module");
  const section = root(el, "picker", "Resource picker");
  const wire = connect(model, section);
  const resources = unpack(data);
  const titles = new Map(resources.map((one) => [one.id, one.title]));
  const menus = facets(data.words, given);
  for (const one of resources) one.places = menus.map(({ places }) => places(one));
  const open = new Set();
  let picked = new Set(model.get("picked"));
  let found = [];
  let cards = [];
  let page = 0;

  const search = make("input", { type: "search", value: given.search, placeholder: "title, author, topic, summary", oninput: () => sieve() });
  const selects = menus.map(({ name, options }) => menu([["", ""], ...options], String(given[name] ?? ""), () => sieve()));
  const within = scope.title ? make("input", { type: "checkbox", checked: true, onchange: () => sieve() }) : null;
  const mine = make("input", { type: "checkbox", onchange: () => sieve() });
  const mineText = make("span");
  const status = make("p", { class: "gs-count", "aria-live": "polite" });
  const list = make("ul", { class: "gs-list" });
  const back = make("button", { type: "button", onclick: () => turn(-1) }, "Previous");
  const next = make("button", { type: "button", onclick: () => turn(1) }, "Next");
  const place = make("span");
  const pages = make("div", { class: "gs-pages" }, back, place, next);
  const clear = make("button", { type: "button", onclick: reset }, "Clear all filters");

  function passes(terms) {
    return (one) =>
      (!within?.checked || one.processes.some((process) => scope.processes.includes(process))) &&
      (!mine.checked || picked.has(one.id)) &&
      terms.every((term) => one.text.includes(term));
  }
  function sieve() {
    const terms = folded(search.value).split(/\s+/).filter(Boolean);
    // The first option of each menu is "any".
    const result = sift(resources, menus, selects.map((select) => select.selectedIndex - 1), passes(terms));
    found = titlesFirst(result.found, terms);
    selects.forEach((select, m) => label(select, menus[m].options, result.counts[m], result.totals[m]));
    page = 0;
    show();
  }
  function label(select, options, counts, total) {
    select.options[0].textContent = `any (${total})`;
    options.forEach((option, n) => (select.options[n + 1].textContent = `${option[1]} (${counts[n]})`));
  }
  function show() {
    const isPicked = (id) => picked.has(id);
    cards = found.slice(page * PAGE, (page + 1) * PAGE).map((one) => card(one, { words: data.words, titles, isPicked, pick, open }));
    list.replaceChildren(...cards.map(({ element }) => element));
    const last = Math.max(1, Math.ceil(found.length / PAGE));
    status.textContent = found.length ? `${counted(found.length, "resource")} of ${resources.length.toLocaleString("en")}` : "Nothing fits. Take a filter or a word away.";
    place.textContent = `Page ${page + 1} of ${last}`;
    back.setAttribute("aria-disabled", String(page === 0));
    next.setAttribute("aria-disabled", String(page + 1 === last));
    pages.hidden = last === 1;
    mineText.textContent = `In my plan (${picked.size})`;
  }
  function turn(by) {
    if (page + by < 0 || (page + by) * PAGE >= found.length) return;
    page += by;
    show();
    section.scrollIntoView({ block: "nearest" });
  }
  function reset() {
    search.value = "";
    selects.forEach((select) => (select.value = ""));
    mine.checked = false;
    if (within) within.checked = false;
    sieve();
  }
  async function pick(resource, wanted) {
    const said = await wire.ask({ kind: "pick", resource, wanted });
    if (said) status.textContent = said;
  }

  wire.listen("change:picked", () => {
    picked = new Set(model.get("picked"));
    mineText.textContent = `In my plan (${picked.size})`;
    cards.forEach(({ mark }) => mark());
  });
  wire.follow();
  section.append(
    make("div", { class: "gs-search" }, labelled("Search resources", search)),
    make("div", { class: "gs-facets" }, menus.map(({ label: text }, m) => labelled(text, selects[m]))),
    make(
      "div",
      { class: "gs-switches" },
      within && make("label", {}, within, make("span", {}, `Only what belongs to ${scope.title}`)),
      make("label", {}, mine, mineText),
      clear,
    ),
    status,
    list,
    pages,
  );
  sieve();
  return wire.close;
}

export default { render };
