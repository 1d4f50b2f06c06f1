// The progress view: the map of the course by phase, each module open, begun or done, and the next step.

const STATES = { done: ["\u2713", "done"], begun: ["\u25d0", "begun"], open: ["\u25cb", "open"] };

function bar(value, most, label) {
  if (!most) return null;
  return make("div", { class: "gs-bar" }, make("progress", { value, max: most, "aria-label": label }), make("span", {}, `${label}: ${value} of ${most}`));
}

function card(module) {
  const [sign, word] = STATES[module.state];
  return make(
    "li",
    { class: "gs-module", "data-state": module.state },
    make("div", { class: "gs-name" }, module.title),
    make("div", { class: "gs-state" }, `${sign} ${word}`),
    bar(module.right, module.questions, "Questions right"),
    bar(module.passed, module.tasks, "Tasks passed"),
    make("div", { class: "gs-links" }, notebook(module.notebook, "Lesson"), notebook(module.lab, "Lab")),
  );
}

function column(phase) {
  const modules = phase.modules.length ? make("ul", {}, phase.modules.map(card)) : make("p", { class: "gs-facts" }, "No module yet.");
  return make("section", { class: "gs-phase" }, make("h4", {}, phase.title), modules);
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
  const kept = make("div", { class: "gs-facts" });
  const refresh = make("button", { type: "button", onclick: () => wire.ask({ kind: "refresh" }) }, "Refresh");

  function show() {
    const standing = model.get("standing");
    const modules = standing.phases.flatMap((phase) => phase.modules);
    const sum = (name) => modules.reduce((so, module) => so + module[name], 0);
    next.replaceChildren(...linked(standing.next));
    total.textContent = [
      `${modules.filter((module) => module.state === "done").length} of ${counted(modules.length, "module")} done`,
      `${sum("right")} of ${counted(sum("questions"), "question")} right`,
      `${sum("passed")} of ${counted(sum("tasks"), "task")} passed`,
    ].join(" \u00b7 ");
    map.replaceChildren(...standing.phases.map(column));
    kept.replaceChildren(...standing.kept.map((file) => make("p", {}, `A damaged learner record is kept as ${file}.`)));
  }

  wire.listen("change:standing", show);
  wire.follow();
  section.append(make("div", { class: "gs-head" }, make("strong", {}, `${model.get("standing").course}: your progress`), refresh), next, total, map, kept);
  show();
  return wire.close;
}

export default { render };
