// The progress view: the map of the course by phase, each module open, begun or done, and the next step.

const STATES = { done: ["\u2713", "done"], begun: ["\u25d0", "begun"], open: ["\u25cb", "open"] };

function bar(value, most, label) {
  if (!most) return null;
  return make("div", { class: "gs-bar" }, make("progress", { value, max: most, "aria-label": label }), make("span", {}, `${label}: ${value} of ${most}`));
}

/** One objective: what there is to do for it, and a box to tick for its section until a question shows that it was read. */
function goal(objective, wire) {
  const tick = (event) => wire.ask({ kind: "read", section: objective.section, read: event.currentTarget.checked });
  const read = objective.answered
    ? make("span", {}, "\u2713 section read")
    : make("label", {}, make("input", { type: "checkbox", checked: objective.read, onchange: tick, "data-key": objective.section, "aria-label": `Section read: ${objective.text}` }), make("span", {}, "section read"));
  const facts = [
    objective.questions ? `${objective.right} of ${counted(objective.questions, "question")} right` : "",
    objective.tasks ? `${objective.passed} of ${counted(objective.tasks, "task")} passed` : "",
  ].filter(Boolean);
  return make(
    "li",
    { class: "gs-goal", "data-met": objective.met },
    make("div", {}, make("b", {}, objective.met ? "\u2713 met: " : "\u25cb open: "), ...prose(objective.text)),
    make("div", { class: "gs-facts" }, read, facts.map((fact) => make("span", {}, fact))),
  );
}

function card(module, wire, open) {
  const [sign, word] = STATES[module.state];
  const met = module.objectives.filter((objective) => objective.met).length;
  const summary = make("summary", { "data-key": `goals of ${module.notebook}` }, `${met} of ${counted(module.objectives.length, "objective")} met`);
  const goals = make("details", { open: open.has(module.notebook) }, summary, make("ul", {}, module.objectives.map((objective) => goal(objective, wire))));
  goals.addEventListener("toggle", () => (goals.open ? open.add(module.notebook) : open.delete(module.notebook)));
  return make(
    "li",
    { class: "gs-module", "data-state": module.state },
    make("div", { class: "gs-name" }, module.title),
    make("div", { class: "gs-state" }, `${sign} ${word}`),
    bar(module.right, module.questions, "Questions right"),
    bar(module.passed, module.tasks, "Tasks passed"),
    goals,
    make("div", { class: "gs-links" }, notebook(module.notebook, "Lesson"), notebook(module.lab, "Lab")),
  );
}

function column(phase, wire, open) {
  const modules = phase.modules.length ? make("ul", {}, phase.modules.map((module) => card(module, wire, open))) : make("p", { class: "gs-facts" }, "No module yet.");
  return make("section", { class: "gs-phase", "aria-label": phase.title }, make("h4", {}, phase.title), modules);
}

/** How sure the learner was, beside how often that was right; nothing before the first such answer. */
function sureness(levels) {
  if (!levels.some(([, answers]) => answers)) return [];
  const head = ["You were", "Answers", "Right", ""].map((text) => (text ? make("th", { scope: "col" }, text) : make("td", {})));
  const rows = levels.map(([name, answers, right, verdict]) =>
    make("tr", {}, make("th", { scope: "row" }, name), make("td", {}, String(answers)), make("td", {}, answers ? `${Math.round((100 * right) / answers)} %` : "\u2013"), make("td", {}, verdict)),
  );
  return [make("h4", {}, "How sure you were, and how right"), make("table", {}, make("thead", {}, make("tr", {}, head)), make("tbody", {}, rows))];
}

/** A sentence, in which the name of a notebook is a link to it. */
function linked(sentence) {
  return sentence.split(/(\w+\.ipynb)/).map((part, place) => (place % 2 ? notebook(part, part) : part));
}

function render({ model, el }) {
  const section = root(el, "progress", "Progress");
  const wire = connect(model, section);
  const next = make("p", { class: "gs-next", "aria-live": "polite" });
  const total = make("p", { class: "gs-count" });
  const map = make("div", { class: "gs-map" });
  const sure = make("div", { class: "gs-calibration" });
  const kept = make("div", { class: "gs-facts" });
  const open = new Set();
  const refresh = make("button", { type: "button", onclick: () => wire.ask({ kind: "refresh" }) }, "Refresh");

  function show() {
    const standing = model.get("standing");
    const modules = standing.phases.flatMap((phase) => phase.modules);
    const sum = (name) => modules.reduce((so, module) => so + module[name], 0);
    const goals = modules.flatMap((module) => module.objectives);
    next.replaceChildren(...linked(standing.next));
    total.textContent = [
      `${modules.filter((module) => module.state === "done").length} of ${counted(modules.length, "module")} done`,
      `${sum("right")} of ${counted(sum("questions"), "question")} right`,
      `${sum("passed")} of ${counted(sum("tasks"), "task")} passed`,
      `${goals.filter((goal) => goal.met).length} of ${counted(goals.length, "objective")} met`,
      `${standing.hours[0] || "0 h"} of ${standing.hours[1]}`,
    ].join(" \u00b7 ");
    const key = document.activeElement?.dataset?.key;
    map.replaceChildren(...standing.phases.map((phase) => column(phase, wire, open)));
    // What had the focus was replaced by its like.
    if (key) [...map.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key)?.focus();
    sure.replaceChildren(...sureness(standing.sure));
    kept.replaceChildren(...standing.kept.map((file) => make("p", {}, `A damaged learner record is kept as ${file}.`)));
  }

  wire.listen("change:standing", show);
  wire.follow();
  section.append(make("div", { class: "gs-head" }, make("strong", {}, `${model.get("standing").course}: your progress`), refresh), next, total, map, sure, kept);
  show();
  return wire.close;
}

export default { render };
