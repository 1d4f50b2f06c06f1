// One resource in the list: a line of facts, opened to all that helps to choose it.

/** The machine behind an address, or nothing if it is no address. */
function hostOf(url) {
  return URL.canParse(url) ? new URL(url).host.replace(/^www\./, "") : "";
}

/** Text that may run in any direction, kept from turning what stands beside it. */
function isolated(...nodes) {
  return make("bdi", {}, ...nodes);
}

/** A name that is short enough to be read out. */
function spoken(title) {
  return title.length > 200 ? `${title.slice(0, 199)}…` : title;
}

function factsOf({ columns, title }, one, finds) {
  const authors = columns.authors[one];
  const by = [authors.slice(0, 3).join(", ") + (authors.length > 3 ? " and others" : ""), columns.year[one]].filter(Boolean).join(", ");
  const time = columns.hours[one] === null ? "" : `${columns.hours[one]} h`;
  const words = [title("kinds", columns.kind[one]), title("levels", columns.level[one]), title("costs", columns.cost[one]), time];
  return [words.filter(Boolean).join(" \u00b7 "), by && " \u00b7 ", by && isolated(...marked(by, finds)), ...taught(columns, title, one, finds)];
}

/** The topics and processes in which the search found something: without them nobody would see why. */
function taught(columns, title, one, finds) {
  const names = [["topics", columns.topics], ["processes", columns.processes]].flatMap(([list, column]) => column[one].map((place) => title(list, place)));
  const hits = names.map((name) => marked(name, finds)).filter((nodes) => nodes.some((node) => typeof node !== "string"));
  return hits.flatMap((nodes, place) => [place ? ", " : " \u00b7 teaches ", ...nodes]);
}

/** What the details say: who it is for, what it teaches, what to know first, what replaces it. */
function detailsOf(catalog, one, finds, show) {
  const { columns, title, expects } = catalog;
  const found = (text) => marked(text, finds);
  const names = (list, places) => found(places.map((place) => title(list, place)).join(", "));
  const others = (places) => make("ul", {}, places.map((other) => make("li", {}, make("button", { type: "button", class: "gs-other", onclick: () => show(other) }, isolated(columns.title[other])))));
  const successor = columns.successor[one];
  const replaced = columns.successor.flatMap((by, other) => (by === one ? [other] : []));
  const lines = [
    ["What it gives you", found(columns.summary[one])],
    ["For whom", `${title("levels", columns.level[one])}. ${expects[columns.level[one]]}`],
    columns.topics[one].length && ["Teaches", names("topics", columns.topics[one])],
    ["Processes", names("processes", columns.processes[one])],
    columns.authors[one].length > 3 && ["By", found(columns.authors[one].join(", "))],
    columns.prerequisites[one].length && ["Know first", others(columns.prerequisites[one])],
    columns.status[one] === "archived" && ["Note", "No longer kept up."],
    successor !== null && ["Superseded by", others([successor])],
    replaced.length && ["Supersedes", others(replaced)],
    ["Format", `${title("formats", columns.format[one])}, ${title("languages", columns.language[one])}`],
  ];
  const host = hostOf(columns.url[one]);
  return [
    make("dl", {}, lines.filter(Boolean).map(([name, text]) => make("div", {}, make("dt", {}, name), make("dd", { dir: "auto" }, text)))),
    make("p", {}, outside(columns.url[one], host ? `Open at ${host}` : "It has no web address")),
  ];
}

/**
 * A resource in the list.
 *
 * `isOpen` and `isPicked` say how it begins; `pick`, `toggled` and `show` are told what the learner does.
 */
function card(catalog, one, finds, { isOpen, isPicked, pick, toggled, show }) {
  const { columns } = catalog;
  const name = spoken(columns.title[one]);
  const details = make("div", { class: "gs-details", id: unique("details") });
  const toggle = make("button", { type: "button", class: "gs-title", "aria-controls": details.id }, isolated(...marked(columns.title[one], finds)));
  const add = make("button", { type: "button", class: "gs-pick", onclick: () => pick(one, !isPicked(one)) });
  const teaser = make("div", { class: "gs-teaser", dir: "auto" }, marked(columns.summary[one], finds));

  function open(wanted) {
    if (wanted && !details.childElementCount) details.append(...detailsOf(catalog, one, finds, show));
    details.hidden = !wanted;
    teaser.hidden = wanted;
    toggle.setAttribute("aria-expanded", String(wanted));
    toggled(one, wanted);
  }
  function mark() {
    const inside = isPicked(one);
    add.textContent = inside ? "Remove from plan" : "Add to plan";
    add.setAttribute("aria-label", `${add.textContent}: ${name}`);
    add.classList.toggle("gs-on", inside);
  }
  toggle.addEventListener("click", () => open(details.hidden));
  const element = make(
    "li",
    {},
    make("div", { class: "gs-row" }, make("div", { class: "gs-what" }, toggle, make("div", { class: "gs-facts" }, factsOf(catalog, one, finds)), teaser), add),
    details,
  );
  // Escape leaves what was opened, for the title that opened it.
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || details.hidden) return;
    open(false);
    toggle.focus();
  });
  open(isOpen(one));
  mark();
  return { one, element, mark, open, focus: () => toggle.focus() };
}
