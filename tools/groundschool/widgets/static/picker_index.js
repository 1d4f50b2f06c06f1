// The search: which resources hold a word, whether in the title, and what a misspelt word stands for.

const SLICE = 2000;

class WordIndex {
  constructor(count) {
    this.count = count;
    this.words = [];
    this.letters = [];
    this.places = new Map();
    this.lastSeen = [];
    // A pair for each word of each resource: the word, and twice the resource, plus one if in the title.
    this.pairs = new Uint32Array(1 << 12);
    this.filled = 0;
    this.remembered = new Map();
  }

  /** The numbers of words; new words get the next one. */
  numbers(words) {
    return words.map((word) => {
      let number = this.places.get(word);
      if (number === undefined) {
        number = this.words.push(word) - 1;
        this.places.set(word, number);
        this.letters.push(letters(word));
        this.lastSeen.push(-1);
      }
      return number;
    });
  }

  /** Note that a resource holds these words; those of the title come first. */
  add(resource, numbers, inTitle) {
    if (this.filled + 2 * numbers.length > this.pairs.length) {
      const more = new Uint32Array(2 * (this.pairs.length + 2 * numbers.length));
      more.set(this.pairs);
      this.pairs = more;
    }
    for (const number of numbers) {
      if (this.lastSeen[number] === resource) continue;
      this.lastSeen[number] = resource;
      this.pairs[this.filled] = number;
      this.pairs[this.filled + 1] = 2 * resource + (inTitle ? 1 : 0);
      this.filled += 2;
    }
  }

  /** Sort the pairs by word: from then on the index can be asked, and no longer added to. */
  finish() {
    this.starts = new Uint32Array(this.words.length + 1);
    for (let at = 0; at < this.filled; at += 2) this.starts[this.pairs[at] + 1] += 1;
    for (let word = 0; word < this.words.length; word += 1) this.starts[word + 1] += this.starts[word];
    const next = this.starts.slice();
    this.entries = new Uint32Array(this.filled / 2);
    for (let at = 0; at < this.filled; at += 2) {
      this.entries[next[this.pairs[at]]] = this.pairs[at + 1];
      next[this.pairs[at]] += 1;
    }
    this.pairs = null;
    this.lastSeen = null;
    this.places = null;
  }

  /**
   * The resources that hold every word of a query.
   *
   * `scores` holds 0 for a resource that does not, otherwise one more than the terms in its title; it is null
   * for a query without words. `finds` says for each term what it was taken for.
   */
  find(query) {
    const terms = [...new Set(wordsOf(query))];
    // Who types the next word does not wait again for those before it.
    this.remembered = new Map(terms.map((term) => [term, this.remembered.get(term) ?? this.look(term)]));
    const finds = [...this.remembered.values()];
    if (!finds.length) return { scores: null, finds };
    const scores = new Uint8Array(this.count).fill(1);
    for (const { hits } of finds) {
      for (let one = 0; one < this.count; one += 1) {
        if (!hits[one]) scores[one] = 0;
        else if (hits[one] === 2 && scores[one]) scores[one] += 1;
      }
    }
    return { scores, finds };
  }

  /** What holds one term: 2 in the title, 1 elsewhere. */
  look(term) {
    let numbers = [];
    for (let word = 0; word < this.words.length; word += 1) if (this.words[word].includes(term)) numbers.push(word);
    let instead = null;
    if (!numbers.length) {
      numbers = this.near(term);
      if (numbers.length) instead = new Set(numbers.map((word) => this.words[word]));
    }
    const hits = new Uint8Array(this.count);
    for (const word of numbers) {
      for (let at = this.starts[word]; at < this.starts[word + 1]; at += 1) {
        const entry = this.entries[at];
        if (entry & 1) hits[entry >> 1] = 2;
        else hits[entry >> 1] ||= 1;
      }
    }
    return { term, instead, hits };
  }

  /** The words nearest to a term that no word holds. */
  near(term) {
    const bits = letters(term);
    let most = slipsFor(term);
    let nearest = [];
    for (let word = 0; most && word < this.words.length; word += 1) {
      if (this.words[word].length < term.length - most || size(bits & ~this.letters[word]) > most) continue;
      const distance = slips(term, this.words[word], most);
      if (distance > most) continue;
      if (distance < most) nearest = [];
      most = distance;
      nearest.push(word);
    }
    return nearest;
  }
}

/** The index of a catalog, made in slices, so that a page with a huge one can be used meanwhile. */
async function indexed({ columns, words, count }) {
  const index = new WordIndex(count);
  const taught = ["topics", "processes"].map((list) => [columns[list], words[list].map(([, title]) => index.numbers(wordsOf(title)))]);
  for (let one = 0; one < count; one += 1) {
    if (one && one % SLICE === 0) await new Promise((resolve) => setTimeout(resolve));
    index.add(one, index.numbers(wordsOf(columns.title[one])), true);
    index.add(one, index.numbers(wordsOf(`${columns.authors[one].join(" ")} ${columns.summary[one]}`)), false);
    for (const [places, numbers] of taught) for (const place of places[one]) index.add(one, numbers[place], false);
  }
  index.finish();
  return index;
}
