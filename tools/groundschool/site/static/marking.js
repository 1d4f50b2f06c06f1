// The twin of course/marking.py and widgets/_questions.py: marks an answer, and says what Python would say.
// A test gives both the same answers to every practice question of the course, and compares all that is said.

// What Python takes for white space: around a number, and anywhere else.
const BLANK = "\\t-\\r\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const SPACE = `\\x1c-\\x1f${BLANK}`;
const SPACES = new RegExp(`[${SPACE}]+`, "g");
const ENDS = new RegExp(`^[${SPACE}]+|[${SPACE}]+$`, "g");
const NUMBER_ENDS = new RegExp(`^[${BLANK}]+|[${BLANK}]+$`, "g");
const AROUND = /^[ .,;:!?"'`()[\]]+|[ .,;:!?"'`()[\]]+$/g;
const QUANTITY = new RegExp(`^(.*?\\p{Nd}[.,]?(?:e[+-]?\\p{Nd}+)?)[${SPACE}]*([^\\p{Nd}${SPACE}.,].*)?$`, "su");
const GROUPED = /^[+-]?[1-9]\p{Nd}{0,2}(,\p{Nd}{3})+(\.\p{Nd}+)?$/u;
const NUMBER = /^[+-]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+(?:_\d+)*)?$/i;
const NO_NUMBER = /^[+-]?(?:inf|infinity|nan)$/i;

/** A value as Python would quote it. */
function quoted(value) {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value !== "string") return Array.isArray(value) ? `[${value.map(quoted).join(", ")}]` : String(value);
  const mark = value.includes("'") && !value.includes('"') ? '"' : "'";
  const plain = value.replaceAll("\\", "\\\\").replace(/(?! )[\p{C}\p{Z}]/gu, escaped);
  return mark + (mark === "'" ? plain.replaceAll("'", "\\'") : plain) + mark;
}

function escaped(sign) {
  const named = { "\n": "\\n", "\r": "\\r", "\t": "\\t" }[sign];
  const code = sign.codePointAt(0).toString(16);
  if (code.length < 3) return named ?? `\\x${code.padStart(2, "0")}`;
  return code.length < 5 ? `\\u${code.padStart(4, "0")}` : `\\U${code.padStart(8, "0")}`;
}

/** Letters without their case, as Python folds them. */
function caseless(text) {
  return text.replace(/[^\u0131]/gu, (letter) => letter.toLowerCase().toUpperCase().toLowerCase()).replaceAll("\u03c2", "\u03c3");
}

function normalText(text) {
  return caseless(text).replace(SPACES, " ").replace(AROUND, "");
}

/** The digits of any script as those of ours; each script has its ten in one row. */
function ourDigits(text) {
  return text.replace(/\p{Nd}/gu, (digit) => {
    let place = 0;
    while (/\p{Nd}/u.test(String.fromCodePoint(digit.codePointAt(0) - place - 1))) place += 1;
    return String(place % 10);
  });
}

function readNumber(text) {
  if (typeof text === "number") {
    if (!Number.isFinite(text)) throw new Refusal(`${text} is not a finite number. Type digits, for example 0.19.`);
    return text;
  }
  const refusal = (what) => new Refusal(`${quoted(text)} is not a ${what}. Type digits, for example 0.19.`);
  if (typeof text !== "string") throw refusal("number");
  const tight = text.replaceAll("\u202f", "").replaceAll(" ", "").replaceAll("\u2212", "-").replace(/%+$/, "");
  const dotted = GROUPED.test(tight) ? tight.replaceAll(",", "") : tight.replaceAll(",", ".");
  const plain = ourDigits(dotted.replace(NUMBER_ENDS, ""));
  if (NO_NUMBER.test(plain)) throw refusal("finite number");
  if (!NUMBER.test(plain)) throw refusal("number");
  const number = Number(plain.replaceAll("_", ""));
  if (!Number.isFinite(number)) throw refusal("finite number");
  return number;
}

function singular(unit) {
  return [...unit].length > 2 && unit.endsWith("s") ? unit.slice(0, -1) : unit;
}

/** A number with or without its unit, in `unit`; `units` says how many of it one of the others is. */
function readQuantity(text, unit, units) {
  if (!unit || typeof text !== "string") return readNumber(text);
  const known = new Map([[unit, 1], ...Object.entries(units)]);
  const names = new Map([...known].flatMap(([name, factor]) => [[name, factor], [singular(name), factor]]));
  const [, number, given] = QUANTITY.exec(text.replace(ENDS, "")) ?? [];
  if (!given) return readNumber(text);
  const folded = new Map([...names].map(([name, factor]) => [caseless(name), factor]));
  const factor = names.get(given) ?? folded.get(caseless(given));
  if (factor === undefined) {
    throw new Refusal(`${quoted(given)} is no unit here. Give the number in ${[...known.keys()].join(" or ")}.`);
  }
  return readNumber(number) * factor;
}

function near(number, key, tolerance) {
  return Math.abs(number - key) <= tolerance + 1e-12 * Math.max(1, Math.abs(key));
}

/** An answer checked to be positions of `count` choices. */
function positions(answer, count) {
  if (!Array.isArray(answer)) throw new Refusal(`${quoted(answer)} is not a list of choices.`);
  for (const index of answer) {
    if (!Number.isInteger(index) || index < 0 || index >= count) {
      throw new Refusal(`${quoted(index)} is not one of the ${count} choices.`);
    }
  }
  return answer;
}

function outcomeOf(hits) {
  const score = hits.filter(Boolean).length / hits.length;
  return { right: score === 1, score };
}

function mistakeOf(question, fits) {
  const explanation = question.mistakes.find(fits)?.explanation;
  return { right: false, score: 0, said: explanation ?? question.explanation };
}

/** For each kind: whether an answer is right, its score, and for a known mistake what it shows. */
const MARK = {
  single({ choices }, answer) {
    const { right } = choices[positions([answer], choices.length)[0]];
    return { right, score: Number(right) };
  },
  multiple({ choices }, answer) {
    const chosen = new Set(positions(answer, choices.length));
    return outcomeOf(choices.map(({ right }, index) => chosen.has(index) === right));
  },
  numeric(question, answer) {
    const number = readQuantity(answer, question.unit, question.units);
    if (near(number, question.answer, question.tolerance)) return { right: true, score: 1 };
    return mistakeOf(question, (mistake) => near(number, mistake.answer, mistake.tolerance));
  },
  ordering({ items }, answer) {
    const order = positions(answer, items.length);
    if (order.length !== items.length || new Set(order).size !== items.length) {
      throw new Refusal(`Put each of the ${items.length} items in its place once.`);
    }
    return outcomeOf(order.map((index, place) => index === place));
  },
  matching({ pairs }, answer) {
    const chosen = positions(answer, pairs.length);
    if (chosen.length !== pairs.length) {
      throw new Refusal(`${pairs.length} pairs need ${pairs.length} answers, not ${chosen.length}.`);
    }
    return outcomeOf(pairs.map((pair, place) => pairs[chosen[place]].right === pair.right));
  },
  short_text(question, answer) {
    if (typeof answer !== "string") throw new Refusal(`${quoted(answer)} is not text. Type a word or two.`);
    const given = normalText(answer);
    if (question.accept.some((accepted) => given === normalText(accepted))) return { right: true, score: 1 };
    return mistakeOf(question, (mistake) => given === normalText(mistake.answer));
  },
};

/** What is said of each choice, item or pair. */
const NOTES = {
  single: (question, answer) => NOTES.multiple(question, [answer]),
  multiple: ({ choices }, answer) =>
    choices.map(({ right, explanation }, index) => ({ hit: answer.includes(index) === right, truth: right ? "right" : "wrong", text: explanation })),
  ordering: ({ items }, answer) =>
    items.map(({ explanation }, index) => ({ hit: answer[index] === index, truth: `place ${index + 1}`, text: explanation })),
  matching: ({ pairs }, answer) =>
    pairs.map(({ right, explanation }, index) => ({ hit: pairs[answer[index]].right === right, truth: right, text: explanation })),
};

/** What the quiz shows after an answer. */
function explainedAnswer(kind, question, answer, tries, confidence) {
  const { right, score, said } = MARK[kind](question, answer);
  const notes = NOTES[kind]?.(question, answer) ?? [];
  const outcome = { tries, answer, confidence, right, notes, explanation: question.explanation };
  return { ...outcome, score, verdict: verdictOf(kind, question, right, said, notes) };
}

function verdictOf(kind, question, right, said, notes) {
  if (right) return "Right.";
  if (question.key) {
    return ["Not right.", said !== question.explanation && said, `The answer is ${question.key}.`].filter(Boolean).join(" ");
  }
  if (kind === "single") return "Not right; each choice says why.";
  return `Not right yet: ${notes.filter(({ hit }) => hit).length} of ${notes.length} are as they should be.`;
}
