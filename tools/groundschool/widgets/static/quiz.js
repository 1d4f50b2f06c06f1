// The practice quiz: a form for each question; Python marks, and what it says is shown beside every choice.

/** For each kind: its fields, the answer they hold (null: not yet complete), and how to show an old answer. */
const KINDS = {
  single: (question) => choices(question, "radio"),
  multiple: (question) => choices(question, "checkbox"),
  numeric: (question) => line("decimal", "Your answer, a number", question.unit, question.units),
  short_text: () => line("text", "Your answer, a word or two", "", []),
  fill_in,
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

function line(mode, label, unit, units) {
  // With other units to choose from, a keypad of digits alone would not do.
  const input = make("input", { type: "text", inputmode: units.length ? "text" : mode, autocomplete: "off", "aria-label": [label, unit && `in ${unit}`].filter(Boolean).join(", ") });
  const others = units.length ? `${unit}; or type ${units.join(" or ")} after the number` : unit;
  return {
    element: make("div", { class: "gs-line" }, input, others && make("span", {}, others)),
    notes: new Map(),
    read: () => input.value.trim() || null,
    write: (answer) => (input.value = answer),
    missing: `${label}, is missing.`,
  };
}

/** Code with a field in place of its gap. */
function fill_in(question) {
  const label = "Your code for the gap";
  const input = make("input", { type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false", maxlength: 500, size: 12, "aria-label": label });
  const widen = () => (input.size = Math.max(12, input.value.length + 1));
  input.addEventListener("input", widen);
  const [before, after] = question.code;
  return {
    element: make("pre", { class: "gs-code" }, make("code", {}, before, input, after)),
    notes: new Map(),
    read: () => input.value.trim() || null,
    write: (answer) => {
      input.value = answer;
      widen();
    },
    missing: "The gap is empty.",
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

/** The question with its choices in another order, and an ordering never in the right one. */
function reordered(question) {
  if (!question.choices) return question;
  const before = String(question.choices.map(([index]) => index));
  const solved = String(question.choices.map(([index]) => index).sort((a, b) => a - b));
  const choices = [...question.choices];
  let now = before;
  while (now === before || (question.kind === "ordering" && now === solved)) {
    for (let last = choices.length - 1; last > 0; last -= 1) {
      const other = Math.floor(Math.random() * (last + 1));
      [choices[last], choices[other]] = [choices[other], choices[last]];
    }
    now = String(choices.map(([index]) => index));
  }
  return { ...question, choices };
}

/** How sure the learner is, before the answer is marked; saying so is free. */
function confidence(levels) {
  const name = unique("sure");
  const inputs = levels.map((value) => make("input", { type: "radio", name, value }));
  const rows = inputs.map((input) => make("label", {}, input, make("span", {}, input.value)));
  return {
    element: make("fieldset", { class: "gs-sure" }, make("legend", {}, "How sure are you?"), rows),
    read: () => inputs.find((input) => input.checked)?.value ?? "",
    write: (level) => inputs.forEach((input) => (input.checked = input.value === level)),
  };
}

function ask(asked, number, total, wire, levels, changed) {
  let question = asked;
  let fields = KINDS[question.kind](question);
  const result = make("div", { class: "gs-result", "aria-live": "polite" });
  const check = make("button", { type: "submit", class: "gs-main" }, "Check");
  const again = make("button", { type: "button", hidden: true }, "Try again");
  const hint = make("button", { type: "button", hidden: !question.hints }, "Hint");
  const hints = make("ol", { class: "gs-hints" });
  const sure = confidence(levels);
  const legend = make("legend", {}, total > 1 && make("b", {}, `${number}. `), prose(question.prompt));
  const form = make(
    "form",
    { class: "gs-question", novalidate: true },
    make("fieldset", {}, legend, fields.element),
    sure.element,
    make("div", { "aria-live": "polite" }, hints),
    result,
    make("div", { class: "gs-buttons" }, check, again, hint),
  );

  function advise(texts) {
    hints.replaceChildren(...texts.map((text) => make("li", {}, make("b", {}, "Hint: "), ...prose(text))));
    const left = question.hints - texts.length;
    if (!left && document.activeElement === hint) check.focus();
    hint.hidden = !left || check.hidden;
    hint.textContent = texts.length ? "Another hint" : "Hint";
  }

  function say(text, state = "open") {
    form.dataset.state = state;
    result.replaceChildren(...(text ? [make("p", {}, prose(text))] : []));
  }
  function close(closed) {
    const inputs = [fields.element, sure.element].flatMap((part) => [...part.querySelectorAll("input, select, button")]);
    // The focus moves before its element is hidden or disabled: JupyterLab would take the next keys.
    const inside = form.contains(document.activeElement);
    if (closed) again.hidden = false;
    if (closed && inside) again.focus();
    for (const input of inputs) input.disabled = closed;
    sure.element.hidden = closed && !sure.read();
    check.hidden = closed;
    hint.hidden = closed || hints.children.length === question.hints;
    if (!closed) inputs[0].focus();
    if (!closed) again.hidden = true;
  }
  function show(outcome) {
    fields.write(outcome.answer);
    sure.write(outcome.confidence);
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
    else if (check.hidden === false) wire.ask({ kind: "check", question: question.id, answer, confidence: sure.read() }, { tell: (error) => error && say(error) });
  });
  again.addEventListener("click", () => {
    // In another order, so that it is the choice that is remembered and not its place.
    question = reordered(question);
    const before = fields;
    fields = KINDS[question.kind](question);
    if (["numeric", "short_text", "fill_in"].includes(question.kind)) fields.write(before.read() ?? "");
    before.element.replaceWith(fields.element);
    sure.write("");
    say("");
    close(false);
    changed();
  });
  hint.addEventListener("click", () => wire.ask({ kind: "hint", question: question.id }, { tell: (error) => error && say(error) }));
  return { element: make("li", {}, form), show, advise, isRight: () => form.dataset.state === "right" };
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
    asked.set(question.id, ask(question, place + 1, questions.length, wire, model.get("levels"), count));
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
  function advise() {
    for (const [id, texts] of Object.entries(model.get("hints"))) asked.get(id)?.advise(texts);
  }
  wire.listen("change:results", update);
  wire.listen("change:hints", advise);
  section.append(
    make("div", { class: "gs-head" }, make("strong", {}, questions.length > 1 ? `Check yourself: ${model.get("heading")}` : "Check yourself"), score),
    questions.length
      ? make("ul", { class: "gs-questions" }, [...asked.values()].map((one) => one.element))
      : make("p", { class: "gs-facts" }, model.get("empty")),
  );
  advise();
  update();
  return wire.close;
}

export default { render };
