// The page "Your plan": what was picked, by module in the order of the course; to be removed, and taken along.

const EMPTY = "Nothing is in your plan yet. Add what you like from the list below, or from the end of a lesson.";
const APART = " Where pages are opened as files, some browsers keep the plan of each page apart: there, add on this page alone.";

/** What was picked of a catalog, in groups by module; what belongs to no module comes last. */
function groupedByModule(catalog, site, ids) {
  const { columns, title } = catalog;
  const numbers = new Map(columns.id.map((id, one) => [id, one]));
  const groups = [...site.modules, "Beyond the modules"].map((name) => ({ title: name, resources: [] }));
  for (const id of ids) {
    const one = numbers.get(id);
    if (one === undefined) continue;
    const hours = columns.hours[one];
    const time = hours === null ? "" : `${hours} h`;
    const fields = { id, title: columns.title[one], url: columns.url[one], hours, time };
    const place = site.places[id] ?? site.modules.length;
    groups[place].resources.push({ ...fields, kind: title("kinds", columns.kind[one]), cost: title("costs", columns.cost[one]) });
  }
  return groups.filter(({ resources }) => resources.length);
}

/** How much it is, in words: `3 resources, 12.5 h; Free 2, Paid 1`. */
function totalOf(resources) {
  const hours = resources.reduce((sum, { hours: some }) => sum + (some ?? 0), 0);
  const costs = new Map();
  for (const { cost } of resources) costs.set(cost, (costs.get(cost) ?? 0) + 1);
  const open = resources.some(({ hours: some }) => some === null) ? " and what has no end" : "";
  const words = [...costs].map(([cost, count]) => `${cost} ${count}`).join(", ");
  return `${counted(resources.length, "resource")}, ${Number(hours.toFixed(2))} h${open}; ${words}`;
}

function renderPlan({ el, catalog, site, plan }) {
  const section = root(el, "plan", "Your plan");
  const notices = make("div", { class: "gs-notices", role: "status" });
  const total = make("p", { class: "gs-count", tabindex: "-1" });
  const list = make("div");
  const announce = announcer(section);
  const buttons = make("div", { class: "gs-buttons" }, saver("Markdown", "md"), saver("CSV", "csv"));
  let groups = [];

  function saver(name, extension) {
    return make("button", { type: "button", onclick: () => save(extension) }, `Download ${name}`);
  }
  function save(extension) {
    if (extension === "md") download("plan.md", "text/markdown", planAsMarkdown(site.course, groups));
    else download("plan.csv", "text/csv", planAsCsv(groups));
    announce(`plan.${extension} is among your downloads.`);
  }
  function remove(one) {
    const place = [...list.querySelectorAll("button")].indexOf(document.activeElement);
    plan.put(one.id, false);
    window.dispatchEvent(new CustomEvent(CHANGED));
    // What had the focus is gone: its successor gets it, or the total above an empty list.
    const left = list.querySelectorAll("button");
    (left[Math.min(Math.max(place, 0), left.length - 1)] ?? total).focus();
    announce(`Removed. ${total.textContent}`);
  }
  function row(one) {
    const facts = [one.kind, one.time, one.cost].filter(Boolean).join(" \u00b7 ");
    const button = make("button", { type: "button", "aria-label": `Remove from plan: ${one.title.slice(0, 200)}`, onclick: () => remove(one) }, "Remove");
    const what = make("div", { class: "gs-what" }, make("bdi", {}, outside(one.url, one.title)), make("div", { class: "gs-facts" }, facts));
    return make("li", {}, make("div", { class: "gs-row" }, what, button));
  }
  function show() {
    groups = groupedByModule(catalog, site, plan.picked());
    const resources = groups.flatMap((group) => group.resources);
    notices.replaceChildren(...plan.notices().map((text) => make("p", {}, text)));
    total.textContent = resources.length ? totalOf(resources) : EMPTY + (window.location.protocol === "file:" ? APART : "");
    list.replaceChildren(
      ...groups.map((group) => make("section", {}, make("h2", {}, group.title), make("ul", { class: "gs-list" }, group.resources.map(row)))),
    );
    buttons.hidden = !resources.length;
  }
  window.addEventListener(CHANGED, show);
  section.append(notices, total, list, buttons);
  show();
}
