// The learning plan: a form for role, level, hours and budget, and the weeks that Python makes of it.

function line(step, wire, removable) {
  const resource = step.kind === "resource";
  const name = resource ? outside(step.where, step.label) : notebook(step.where, step.label);
  const why = make("span", { class: "gs-why" }, [step.time, resource && step.why].filter(Boolean).join(" \u00b7 "));
  const remove = () => wire.ask({ kind: "pick", resource: step.id, wanted: false });
  return make(
    "li",
    { class: `gs-step gs-${step.kind}` },
    make("span", { class: "gs-what" }, name, " ", why),
    removable && make("button", { type: "button", onclick: remove, "aria-label": `Remove from plan: ${step.label}` }, "Remove"),
  );
}

function weeks(plan, wire) {
  const seen = new Set();
  const steps = (list) =>
    list.map((step) => {
      // A resource that goes over several weeks is removed where it begins.
      const first = step.kind === "resource" && !seen.has(step.id);
      seen.add(step.id);
      return line(step, wire, first);
    });
  const parts = plan.weeks.map((week) =>
    make("section", {}, make("h4", {}, `Week ${week.number} `, make("small", {}, week.time)), make("ul", {}, steps(week.steps))),
  );
  if (plan.alongside.length) parts.push(make("section", {}, make("h4", {}, "Alongside"), make("ul", {}, steps(plan.alongside))));
  return parts;
}

/** What is left out, folded away, by reason. */
function leftOut(plan, wire) {
  const total = plan.leftOut.reduce((sum, [, list]) => sum + list.length, 0);
  if (!total) return [];
  const groups = plan.leftOut.map(([reason, list]) => {
    const entries = list.map(([kind, id, title]) => {
      const put = () => wire.ask({ kind: "pick", resource: id, wanted: true });
      const add = kind === "resource" && make("button", { type: "button", onclick: put, "aria-label": `Add to plan: ${title}` }, "Add");
      return make("li", { class: "gs-step" }, make("span", { class: "gs-what" }, title), add);
    });
    return make("details", { "data-reason": reason }, make("summary", {}, `${reason[0].toUpperCase()}${reason.slice(1)} (${list.length})`), make("ul", {}, entries));
  });
  return [make("details", { "data-reason": "" }, make("summary", {}, `Left out, and why (${total})`), groups)];
}

/** The first day of a next week, as a date field wants it. */
function nextMonday() {
  const day = new Date();
  day.setDate(day.getDate() + ((8 - day.getDay()) % 7 || 7));
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

function render({ model, el }) {
  const section = root(el, "plan", "Learning plan");
  const wire = connect(model, section);
  const options = model.get("options");
  const send = () => wire.ask({ kind: "make", wish: wish() });
  const fields = {
    role: menu(options.role, "", send),
    level: menu(options.level, "", send),
    hours_per_week: make("input", { type: "number", min: 0.5, max: 60, step: 0.5, onchange: send }),
    budget: menu(options.budget, "", send),
  };
  const start = make("input", { type: "date", value: nextMonday() });
  const status = make("p", { class: "gs-count", "aria-live": "polite" });
  const said = make("p", { role: "status" });
  const body = make("div", { class: "gs-weeks", tabindex: -1 });

  function wish() {
    return { role: fields.role.value, level: fields.level.value, hours_per_week: fields.hours_per_week.valueAsNumber, budget: fields.budget.value };
  }
  function fill() {
    for (const [name, value] of Object.entries(model.get("wish"))) fields[name].value = value;
  }
  function show() {
    const plan = model.get("plan");
    const inside = body.contains(document.activeElement);
    const open = new Set([...body.querySelectorAll("details[open]")].map((one) => one.dataset.reason));
    body.replaceChildren(...weeks(plan, wire), ...leftOut(plan, wire));
    for (const one of body.querySelectorAll("details")) one.open = open.has(one.dataset.reason);
    // The button that was pressed is gone; without a focus here JupyterLab would take the next keys.
    if (inside) body.focus();
    status.textContent = `${counted(plan.weeks.length, "week")}, ${plan.time} in all`;
  }
  async function take(format) {
    const words = await wire.ask({ kind: "export", format, start: start.value });
    said.textContent = words ?? "";
  }

  wire.listen("change:wish", fill);
  wire.listen("change:plan", show);
  wire.follow();
  section.append(
    make("strong", { class: "gs-head" }, "Your plan"),
    make(
      "div",
      { class: "gs-form" },
      labelled("Role", fields.role),
      labelled("Level", fields.level),
      labelled("Hours a week", fields.hours_per_week),
      labelled("Budget", fields.budget),
    ),
    status,
    body,
    make(
      "div",
      { class: "gs-buttons" },
      make("button", { type: "button", onclick: () => take("markdown") }, "Save as Markdown"),
      labelled("First day", start),
      make("button", { type: "button", onclick: () => take("icalendar") }, "Save as calendar"),
    ),
    said,
  );
  fill();
  show();
  return wire.close;
}

export default { render };
