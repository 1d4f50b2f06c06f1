// The choice in a graded quiz: knows no key; what is chosen is kept at once.

function render({ model, el }) {
  const section = root(el, "choose", `Your choice: ${model.get("asked")}`);
  const wire = connect(model, section);
  const kind = model.get("kind");
  const kept = make("p", { class: "gs-kept", "aria-live": "polite" }, model.get("answer") ? `Kept: ${model.get("answer")}` : "");
  const keep = async (answer) => {
    const said = await wire.ask({ kind: "keep", answer });
    if (said) kept.textContent = said;
  };
  const before = new Set(kind === "line" ? [] : model.get("answer").split(", "));
  const name = unique("choose");
  const inputs = model.get("choices").map(([letter, text]) => {
    const input = make("input", { type: kind === "one" ? "radio" : "checkbox", name, value: letter, checked: before.has(letter) });
    return { input, row: make("li", {}, make("label", {}, input, make("b", {}, letter), make("span", {}, prose(text)))) };
  });
  const chosen = () => inputs.map(({ input }) => input).filter((input) => input.checked).map((input) => input.value).sort().join(", ");
  if (kind === "line") {
    const field = make("input", { type: "text", value: model.get("answer"), autocomplete: "off", onchange: () => keep(field.value) });
    section.append(labelled("Your answer, kept when you press Enter", field), kept);
  } else {
    const legend = make("legend", {}, kind === "one" ? "Choose one" : "Choose all that apply");
    section.append(make("fieldset", { onchange: () => keep(chosen()) }, legend, make("ul", {}, inputs.map(({ row }) => row))), kept);
  }
  return wire.close;
}

export default { render };
