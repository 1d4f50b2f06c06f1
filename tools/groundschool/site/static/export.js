// The plan as files: the twin of learner/export.py, for what was picked and has no weeks.

const CSV_HEAD = ["week", "begins", "kind", "title", "minutes", "where", "why"];
const WHY = "picked by you";
const FORMULA = /^[=+\-@\t\r]/;
const UNSEEN = /(?!\u200d)[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu;

/** Text without breaks, and without what is not seen, such as marks that turn its direction. */
function oneLine(text) {
  return text.replace(SPACES, " ").replace(UNSEEN, "").replace(SPACES, " ").replace(/^ | $/g, "");
}

/** Text that Markdown shows as it is: nothing in a title becomes markup. */
function plainMarkdown(text) {
  return oneLine(text).replace(/[\\`*_{}[\]()<>#+!|~&$-]/g, "\\$&").replace(/^(\d+)\./, "$1\\.");
}

/** A web address in characters that end no link; anything else is left out. */
function whereTo(url) {
  if (!/^https?:\/\//i.test(url)) return "";
  return url.replace(/[^A-Za-z0-9%/:?#[\]@!$&'()*+,;=~._-]/gu, (sign) => encodeURIComponent(sign.toWellFormed()));
}

function minutesOf({ hours }) {
  return hours === null ? 0 : Math.max(1, roundHalfEven(60 * hours));
}

/** Python's rounding: a half goes to the even neighbour. */
function roundHalfEven(number) {
  const rounded = Math.round(number);
  return Math.abs(number % 1) === 0.5 && rounded % 2 ? rounded - 1 : rounded;
}

function csvCell(text) {
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** Groups of resources as a table, with the columns of a notebook's plan. */
function planAsCsv(groups) {
  const lines = groups.flatMap(({ resources }) =>
    resources.map((one) => ["", "", "resource", oneLine(one.title), String(minutesOf(one)), whereTo(one.url), WHY]),
  );
  return [CSV_HEAD, ...lines].map((line) => `${line.map(csvCell).join(",")}\n`).join("");
}

/** Groups of resources as Markdown: a heading for each module, a box to tick for each resource. */
function planAsMarkdown(course, groups) {
  const step = (one) => {
    const where = whereTo(one.url);
    const name = where ? `[${plainMarkdown(one.title)}](<${where}>)` : plainMarkdown(one.title);
    return `- [ ] ${[name, one.time, plainMarkdown(one.cost)].filter(Boolean).join(", ")}`;
  };
  const parts = groups.map(({ title, resources }) => [`## ${plainMarkdown(title)}`, "", ...resources.map(step), ""]);
  return [`# ${plainMarkdown(course)}: my plan`, "", ...parts.flat()].join("\n");
}

function download(name, type, text) {
  const link = make("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
