// Words as the picker compares them: folded, near to one another, marked where they were found.

const WORD = /[\p{L}\p{N}\p{M}]+/gu;

/** Text as it is compared: small letters, no accents, no ligatures. */
function folded(text) {
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
  return text.normalize("NFKD").replace(/\p{M}+/gu, "").toLowerCase();
}

/** The words of a text, folded. */
function wordsOf(text) {
  return folded(text).match(WORD) ?? [];
}

/** How many slips a word of this length forgives; numbers forgive none: 2013 is not 2014. */
function slipsFor(term) {
  if (term.length < 4 || /\p{N}/u.test(term)) return 0;
  return term.length < 8 ? 1 : 2;
}

/** The letters of a word as bits: a quick test of what cannot be near. */
function letters(word) {
  let bits = 0;
  for (let place = 0; place < word.length; place += 1) bits |= 1 << (word.charCodeAt(place) & 31);
  return bits;
}

/** How many of the bits are set. */
function size(bits) {
  let count = 0;
  for (let rest = bits; rest; rest &= rest - 1) count += 1;
  return count;
}

/**
 * How many slips (a letter wrong, missing, too many, or two changed places) lead from a term to the
 * beginning of a word; anything above `most` is `most + 1`. To the beginning, since a learner still types.
 *
 * Optimal string alignment, the restricted Damerau-Levenshtein distance, in three rows.
 */
function slips(term, word, most) {
  const width = Math.min(word.length, term.length + most);
  let before = [];
  let above = Array.from({ length: width + 1 }, (_, place) => place);
  for (let row = 1; row <= term.length; row += 1) {
    const now = [row];
    let least = row;
    for (let place = 1; place <= width; place += 1) {
      const wrong = term[row - 1] === word[place - 1] ? 0 : 1;
      let cost = Math.min(above[place] + 1, now[place - 1] + 1, above[place - 1] + wrong);
      if (row > 1 && place > 1 && term[row - 1] === word[place - 2] && term[row - 2] === word[place - 1]) {
        cost = Math.min(cost, before[place - 2] + 1);
      }
      now.push(cost);
      least = Math.min(least, cost);
    }
    if (least > most) return most + 1;
    before = above;
    above = now;
  }
  return Math.min(most + 1, ...above);
}

/**
 * A text as nodes, with what was found in `<mark>`.
 *
 * `finds` are what the index made of each term: the letters looked for, or the words taken for a misspelt term.
 */
function marked(text, finds) {
  if (!finds.length) return [text];
  const nodes = [];
  let done = 0;
  const mark = (from, to) => {
    nodes.push(text.slice(done, from), make("mark", {}, text.slice(from, to)));
    done = to;
  };
  for (const { 0: word, index } of text.matchAll(WORD)) {
    const plain = folded(word);
    for (const { term, instead } of finds) {
      const place = instead ? (instead.has(plain) ? 0 : -1) : plain.indexOf(term);
      if (place < 0) continue;
      // Folding may change how long a word is: then it is marked whole.
      if (instead || plain.length !== word.length) mark(index, index + word.length);
      else mark(index + place, index + place + term.length);
      break;
    }
  }
  return [...nodes, text.slice(done)].filter((node) => node !== "");
}
