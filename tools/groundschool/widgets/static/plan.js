// The learning plan: a form, the weeks that Python makes of it, changes to them, and files to take along.
// Every change is Python's; the browser keeps the focus where it was and says what happened.

const FILES = [
  ["md", "Markdown", "text/markdown"],
  ["ics", "Calendar", "text/calendar"],
  ["csv", "Table (CSV)", "text/csv"],
];

/** A button that is found again by its step and what it does, after the weeks were made anew. */
function control(key, name, text, label, onclick, attributes = {}) {
  return make("button", { type: "button", "data-key": key, "data-control": name, "aria-label": `${text}: ${label}`, onclick, ...attributes }, text);
}

/** A menu and the button that acts on it: arrow keys choose, and nothing moves before the button. */
function choice(key, name, text, label, options, chosen, act) {
  const select = menu(options, chosen, () => {});
  select.dataset.key = key;
  select.dataset.control = `${name}-menu`;
  return make(
    "div",
    { class: "gs-choice" },
    labelled(text, select),
    control(key, name, text.split(" ")[0], label, () => act(select.value)),
  );
}

/** What can be changed of a step. */
function panel(step, week, plan, edit) {
  const move = (to) => edit("move", step.key, { week: Number(to) });
  const last = plan.weeks.length + 1;
  const number = week?.number;
  const weeks = Array.from({ length: last }, (_, place) => [String(place + 1), `week ${place + 1}`]);
  const remove = () => edit("remove", step.key);
  return [
    week && control(step.key, "earlier", "Earlier", step.label, () => number > 1 && move(number - 1), { "aria-disabled": String(number === 1) }),
    week && control(step.key, "later", "Later", step.label, () => move(number + 1)),
    control(step.key, "remove", step.kind === "resource" ? "Remove" : "Remove module", step.title, remove),
    week && choice(step.key, "move", "Move to", step.label, weeks, String(number), move),
    step.swaps?.length > 0 && choice(step.key, "swap", "Swap for", step.label, step.swaps, "", (into) => edit("swap", step.key, { into: `resource/${into}` })),
  ];
}

function line(step, week, plan, edit, open) {
  const resource = step.kind === "resource";
  // A title that turns the direction of text turns it for itself alone.
  const name = resource ? make("bdi", {}, outside(step.where, step.label)) : notebook(step.where, step.label);
  // A lab is in the plan because its lesson is.
  const why = [step.time, step.kind === "lab" ? "" : step.why].filter(Boolean).join(" \u00b7 ");
  const row = make("div", { class: "gs-row" }, make("span", { class: "gs-what" }, name, " ", make("span", { class: "gs-why" }, why)));
  const item = make("li", { class: `gs-step gs-${step.kind}` }, row);
  // A step that goes over several weeks is changed where it begins.
  if (step.begins === false) return item;
  const changes = make("div", { class: "gs-panel", id: unique("panel"), role: "group", "aria-label": `Change ${step.label}`, hidden: !open.has(step.key) });
  const fill = () => changes.replaceChildren(...panel(step, week, plan, edit).filter(Boolean));
  const toggle = control(step.key, "change", "Change", step.label, () => {
    changes.hidden = !changes.hidden;
    open[changes.hidden ? "delete" : "add"](step.key);
    toggle.setAttribute("aria-expanded", String(!changes.hidden));
    fill();
  }, { "aria-expanded": String(!changes.hidden), "aria-controls": changes.id });
  if (!changes.hidden) fill();
  row.append(toggle);
  item.append(changes);
  return item;
}

function day(iso) {
  const [year, month, date] = iso.split("-").map(Number);
  return new Date(year, month - 1, date).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });
}

function weeks(plan, edit, open) {
  const part = (title, facts, steps, week) =>
    make("section", {}, make("h4", {}, title, " ", make("small", {}, facts)), make("ul", {}, steps.map((step) => line(step, week, plan, edit, open))));
  const parts = plan.weeks.map((week) => part(`Week ${week.number}`, [week.time, week.begins && `from ${day(week.begins)}`].filter(Boolean).join(" \u00b7 "), week.steps, week));
  if (plan.alongside.length) parts.push(part("Alongside", "no hours of their own", plan.alongside, null));
  return parts;
}

/** Folded away; what is inside is made when it is opened, since it may be most of a large catalog. */
function folded(name, title, open, content) {
  const details = make("details", { open: open.has(name) }, make("summary", {}, title));
  const fill = () => details.childElementCount === 1 && details.append(...content());
  details.addEventListener("toggle", () => {
    open[details.open ? "add" : "delete"](name);
    if (details.open) fill();
  });
  if (details.open) fill();
  return details;
}

function leftOut({ leftOut: reasons }, edit, open) {
  const total = reasons.reduce((sum, { count }) => sum + count, 0);
  if (!total) return [];
  const entry = ([key, title]) =>
    make("li", { class: "gs-step" }, make("div", { class: "gs-row" }, make("bdi", { class: "gs-what" }, title), control(key, "add", "Add", title, () => edit("add", key))));
  const group = ({ reason, items, count }) =>
    folded(`out:${reason}`, `${reason[0].toUpperCase()}${reason.slice(1)} (${count.toLocaleString("en")})`, open, () => [
      make("ul", {}, items.map(entry)),
      count > items.length && make("p", {}, `And ${(count - items.length).toLocaleString("en")} more: look for them in the picker.`),
    ].filter(Boolean));
  return [folded("out", `Left out, and why (${total.toLocaleString("en")})`, open, () => reasons.map(group))];
}

function download(name, type, text) {
  const link = make("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function render({ model, el }) {
  const section = root(el, "plan", "Learning plan");
  const wire = connect(model, section);
  const options = model.get("options");
  const open = new Set();
  const start = make("input", { type: "date", min: "2000-01-01", max: "2199-12-31", onchange: () => start.validity.valid && send() });
  const fields = {
    role: menu(options.role, "", send),
    level: menu(options.level, "", send),
    goal: menu(options.goal, "", send),
    hours_per_week: make("input", { type: "number", min: 0.5, max: 60, step: 0.5, onchange: send }),
    budget: menu(options.budget, "", send),
    start,
  };
  const status = make("p", { class: "gs-count", "aria-live": "polite" });
  const said = make("p", { class: "gs-said", role: "status" });
  const body = make("div", { class: "gs-weeks", tabindex: -1, role: "group", "aria-label": "Weeks" });
  const settle = make("button", { type: "button", onclick: () => edit("settle") }, "Undo all moves");

  function send() {
    const wish = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.value]));
    wire.ask({ kind: "make", wish: { ...wish, hours_per_week: fields.hours_per_week.valueAsNumber } });
  }
  async function edit(name, step, more = {}) {
    said.textContent = "";
    said.textContent = (await wire.ask({ kind: "edit", edit: name, step, ...more })) ?? "";
  }
  function fill() {
    for (const [name, value] of Object.entries(model.get("wish"))) fields[name].value = value;
  }
  /** Where the focus is: the control, and its place among those that do the same. */
  function held() {
    const { key, control: name } = document.activeElement?.dataset ?? {};
    const alike = [...body.querySelectorAll("[data-control]")].filter((one) => one.dataset.control === name);
    return { key, name, place: alike.indexOf(document.activeElement) };
  }
  /** Give the focus back; when its step is gone, to the next one. Without it JupyterLab would take the next keys. */
  function hold({ key, name, place }) {
    const controls = [...body.querySelectorAll("[data-control]")];
    const same = controls.find((one) => one.dataset.key === key && one.dataset.control === name);
    const kind = name === "add" ? "add" : "change";
    const alike = controls.filter((one) => one.dataset.control === kind);
    (same ?? alike[Math.min(Math.max(place, 0), alike.length - 1)] ?? body).focus();
  }
  function show() {
    const plan = model.get("plan");
    const inside = body.contains(document.activeElement) && held();
    const place = inside && [...body.querySelectorAll("[data-control=change]")].findIndex((one) => one.dataset.key === inside.key);
    body.replaceChildren(...weeks(plan, edit, open), ...leftOut(plan, edit, open));
    if (inside) hold(inside.name === "add" ? inside : { ...inside, place });
    status.textContent = `${counted(plan.weeks.length, "week")}, ${plan.time} in all`;
    if (!plan.moved && document.activeElement === settle) body.focus();
    settle.hidden = !plan.moved;
  }
  function take(extension, name, type) {
    const text = model.get("plan").files[extension];
    if (text) {
      download(`plan.${extension}`, type, text);
      said.textContent = `plan.${extension} is among your downloads.`;
    } else {
      said.textContent = "Choose the first day: a calendar needs to know when the first week begins.";
      start.focus();
    }
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
      labelled("Goal", fields.goal),
      labelled("Hours a week", fields.hours_per_week),
      labelled("Budget", fields.budget),
      labelled("First day", start),
    ),
    make("div", { class: "gs-head" }, status, settle),
    body,
    make(
      "div",
      { class: "gs-buttons" },
      make("span", {}, "Download:"),
      FILES.map(([extension, name, type]) => make("button", { type: "button", "aria-label": `Download ${name}`, onclick: () => take(extension, name, type) }, name)),
    ),
    said,
  );
  fill();
  show();
  return wire.close;
}

export default { render };
