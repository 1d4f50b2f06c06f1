// The practice quiz: a form for each question; Python marks, and what it says is shown beside every choice.

/** For each kind: its fields, the answer they hold (null: not yet complete), and how to show an old answer. */
const KINDS = {
  single: (question) => choices(question, "radio"),
  multiple: (question) => choices(question, "checkbox"),
  numeric: (question) => line("decimal", "Your answer, a number", question.unit),
  short_text: () => line("text", "Your answer, a word or two", ""),
  ordering,
  matching,
};

function verdict({ hit }) {
  return hit ? "right" : "wrong";
}

function choices(question, type) {
  const name = unique("choice");
  const inputs = new Map();
  const notes = new Map();
  const rows = question.choices.map(([index, text]) => {
    const input = make("input", { type, name });
    const note = make("div", { class: "gs-note" });
    inputs.set(index, input);
    notes.set(index, note);
    return make("li", {}, make("label", {}, input, make("span", {}, prose(text))), note);
  });
  const chosen = () => [...inputs].filter(([, input]) => input.checked).map(([index]) => index);
  return {
    element: make("ul", { class: "gs-choices" }, rows),
    notes,
    read: () => (type === "radio" ? (chosen()[0] ?? null) : chosen().length ? chosen() : null),
    write: (answer) => inputs.forEach((input, index) => (input.checked = [answer].flat().includes(index))),
    missing: type === "radio" ? "Choose one." : "Choose at least one.",
    say: (note) => {
      const right = note.truth === "right";
      const chosen = right === note.hit;
      if (right) return chosen ? "\u2713 Right, and chosen. " : "\u25cb Right, but not chosen. ";
      return chosen ? "\u2717 Wrong, but chosen. " : "Wrong, and not chosen. ";
    },
    // What is right is green, chosen or not; red is only what was chosen and is wrong.
    state: (note) => (note.truth === "right" ? "right" : note.hit ? "plain" : "wrong"),
  };
}

function line(mode, label, unit) {
  const input = make("input", { type: "text", inputmode: mode, autocomplete: "off", "aria-label": label });
  return {
    element: make("div", { class: "gs-line" }, input, unit && make("span", {}, unit)),
    notes: new Map(),
    read: () => input.value.trim() || null,
    write: (answer) => (input.value = answer),
    missing: `${label}, is missing.`,
  };
}

function ordering(question) {
  const texts = new Map(question.choices);
  const notes = new Map(question.choices.map(([index]) => [index, make("div", { class: "gs-note" })]));
  const list = make("ol", { class: "gs-ordering" });
  const moved = make("p", { class: "gs-unseen", "aria-live": "polite" });
  const rows = new Map();
  let order = question.choices.map(([index]) => index);

  function move(index, by) {
    const from = order.indexOf(index);
    const to = from + by;
    if (to < 0 || to >= order.length) return;
    [order[from], order[to]] = [order[to], order[from]];
    place();
    moved.textContent = `${texts.get(index)}: now ${to + 1} of ${order.length}`;
  }
  function button(index, by, sign, word) {
    const click = (event) => {
      move(index, by);
      event.currentTarget.focus(); // Moving its row in the page takes the focus away.
    };
    return make("button", { type: "button", onclick: click, "aria-label": `Move ${word}: ${texts.get(index)}` }, sign);
  }
  function place() {
    list.append(...order.map((index) => rows.get(index)));
  }
  for (const [index, text] of question.choices) {
    const buttons = make("span", { class: "gs-moves" }, button(index, -1, "\u2191", "up"), button(index, 1, "\u2193", "down"));
    rows.set(index, make("li", {}, buttons, make("span", {}, prose(text)), notes.get(index)));
  }
  place();
  return {
    element: make("div", {}, list, moved),
    notes,
    read: () => order,
    write: (answer) => {
      order = [...answer];
      place();
    },
    say: (note) => (note.hit ? "\u2713 In its place. " : `\u2717 Belongs to ${note.truth}. `),
    state: verdict,
  };
}

function matching(question) {
  const notes = new Map();
  const options = [["", "choose"], ...question.choices.map(([index, text]) => [String(index), text.replaceAll("`", "")])];
  const menus = question.lefts.map((left, index) => {
    const select = menu(options, "", () => {});
    notes.set(index, make("div", { class: "gs-note" }));
    return { select, row: make("li", {}, make("label", {}, make("span", {}, prose(left)), select), notes.get(index)) };
  });
  return {
    element: make("ul", { class: "gs-matching" }, menus.map(({ row }) => row)),
    notes,
    read: () => (menus.every(({ select }) => select.value) ? menus.map(({ select }) => Number(select.value)) : null),
    write: (answer) => menus.forEach(({ select }, index) => (select.value = String(answer[index]))),
    missing: "Choose something in every line.",
    say: (note) => (note.hit ? "\u2713 Right. " : `\u2717 Belongs with: ${note.truth}. `),
    state: verdict,
  };
}

function ask(question, number, total, wire, changed) {
  const fields = KINDS[question.kind](question);
  const result = make("div", { class: "gs-result", "aria-live": "polite" });
  const check = make("button", { type: "submit", class: "gs-main" }, "Check");
  const again = make("button", { type: "button", hidden: true }, "Try again");
  const legend = make("legend", {}, total > 1 && make("b", {}, `${number}. `), prose(question.prompt));
  const form = make(
    "form",
    { class: "gs-question", novalidate: true },
    make("fieldset", {}, legend, fields.element),
    result,
    make("div", { class: "gs-buttons" }, check, again),
  );

  function say(text, state = "open") {
    form.dataset.state = state;
    result.replaceChildren(...(text ? [make("p", {}, prose(text))] : []));
  }
  function close(closed) {
    const inputs = fields.element.querySelectorAll("input, select, button");
    // The focus moves before its element is hidden or disabled: JupyterLab would take the next keys.
    const inside = form.contains(document.activeElement);
    if (closed) again.hidden = false;
    if (closed && inside) again.focus();
    for (const input of inputs) input.disabled = closed;
    check.hidden = closed;
    if (!closed) inputs[0].focus();
    if (!closed) again.hidden = true;
  }
  function show(outcome) {
    fields.write(outcome.answer);
    outcome.notes.forEach((note, index) => {
      const line = fields.notes.get(index);
      line.replaceChildren(make("b", {}, fields.say(note)), ...prose(note.text));
      line.dataset.state = fields.state(note);
    });
    say(`${outcome.right ? "\u2713" : "\u2717"} ${outcome.verdict}`, outcome.right ? "right" : "wrong");
    result.append(make("p", {}, prose(outcome.explanation)));
    close(true);
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const answer = fields.read();
    if (answer === null) say(fields.missing);
    else if (check.hidden === false) wire.ask({ kind: "check", question: question.id, answer }, { tell: (error) => error && say(error) });
  });
  again.addEventListener("click", () => {
    fields.notes.forEach((note) => note.replaceChildren());
    say("");
    close(false);
    changed();
  });
  return { element: make("li", {}, form), show, isRight: () => form.dataset.state === "right" };
}

function render({ model, el }) {
  const section = root(el, "quiz", `Quiz: ${model.get("heading")}`);
  const wire = connect(model, section);
  const questions = model.get("questions");
  const score = make("p", { class: "gs-score", "aria-live": "polite" });
  const asked = new Map();

  function count() {
    const right = [...asked.values()].filter((one) => one.isRight()).length;
    score.textContent = questions.length > 1 ? `${right} of ${questions.length} right` : "";
  }
  questions.forEach((question, place) => {
    asked.set(question.id, ask(question, place + 1, questions.length, wire, count));
  });
  const shown = {};
  function update() {
    for (const [id, outcome] of Object.entries(model.get("results"))) {
      // Once each: a question that is being tried again is not closed by the answer to another.
      if (outcome.tries !== shown[id]) asked.get(id)?.show(outcome);
      shown[id] = outcome.tries;
    }
    count();
  }
  wire.listen("change:results", update);
  section.append(
    make("div", { class: "gs-head" }, make("strong", {}, questions.length > 1 ? `Check yourself: ${model.get("heading")}` : "Check yourself"), score),
    make("ul", { class: "gs-questions" }, [...asked.values()].map((one) => one.element)),
  );
  update();
  return wire.close;
}

export default { render };
