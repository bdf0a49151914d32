// Lines of an output against lines of the gold. Equal lines are matched in order by a longest common
// subsequence (Hunt and Szymanski 1977), then wherever they stand; what is left is looked for by its
// words, since extractors break lines as they like. It is a help for reading; scores are the metrics'.
const LETTERS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]|[\p{L}\p{N}\p{M}_]+/gu;
const MANY = 200; // of a line that stands more often in both, the k-th is matched with the k-th only
const FEW = 4; // words: a shorter line must stand as a whole in one line of the other text, a word in a short one
const HALF = 0.5;

function keyOf(line) {
  const plain = line.normalize("NFC").replace(/\s+/g, " ").trim().toLowerCase();
  return plain.replace(/^(?:[-*+\u2022\u00b7#>|]+\s+)+/, "") || plain;
}

const wordsOf = (key) => key.match(LETTERS) ?? [];

// Return for each key of `theirs` the place of the equal key of `ours`, in the order of both, or -1.
function commonInOrder(ours, theirs) {
  const places = new Map();
  ours.forEach((key, place) => { if (!places.has(key)) places.set(key, []); places.get(key).push(place); });
  const seen = new Map();
  const ends = []; // the last link of the best chain of each length
  theirs.forEach((key, their) => {
    const time = seen.get(key) ?? 0;
    seen.set(key, time + 1);
    const all = places.get(key) ?? [];
    const candidates = all.length > MANY ? all.slice(time, time + 1) : all;
    for (let i = candidates.length - 1; i >= 0; i--) {
      const our = candidates[i];
      let [low, high] = [0, ends.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (ends[middle].our < our) low = middle + 1; else high = middle;
      }
      if (ends[low]?.our !== our) ends[low] = { our, their, before: ends[low - 1] ?? null };
    }
  });
  const matched = new Array(theirs.length).fill(-1);
  for (let link = ends.at(-1) ?? null; link; link = link.before) matched[link.their] = link.our;
  return matched;
}

const pairsOf = (words) => words.slice(1).map((word, place) => `${words[place]} ${word}`);

// A text's lines, for asking how much of a line stands somewhere in them.
class Rest {
  constructor(keys, places) {
    this.lines = places.map((place) => {
      const words = wordsOf(keys[place]);
      return { place, words: words.length, key: ` ${words.join(" ")} ` };
    });
    this.pairs = new Map();
    for (const place of places) for (const pair of pairsOf(wordsOf(keys[place]))) if (!this.pairs.has(pair)) this.pairs.set(pair, place);
  }

  // Return the place of the line in which most of a line's words first stand, or -1.
  find(key) {
    const words = wordsOf(key);
    if (words.length === 0) return -1;
    if (words.length < FEW) {
      const whole = ` ${words.join(" ")} `;
      const longest = words.length === 1 ? FEW : Infinity;
      return this.lines.find((line) => line.words <= longest && line.key.includes(whole))?.place ?? -1;
    }
    const pairs = pairsOf(words);
    const found = pairs.map((pair) => this.pairs.get(pair)).filter((place) => place !== undefined);
    return found.length >= HALF * pairs.length ? Math.min(...found) : -1;
  }
}

// Where a line stands in the gold both as junk and as content, a match with the junk that leaves the
// content out is moved to the content, if that is between the matches around it.
function preferWanted(matched, gold, wanted) {
  const used = new Set(matched);
  matched.forEach((at, their) => {
    if (at < 0 || wanted[at]) return;
    const before = matched.slice(0, their).findLast((place) => place >= 0) ?? -1;
    const after = matched.slice(their + 1).find((place) => place >= 0) ?? gold.length;
    for (let place = before + 1; place < after; place++) {
      if (gold[place] === gold[at] && wanted[place] && !used.has(place)) {
        used.add(place);
        matched[their] = place;
        return;
      }
    }
  });
}

// Compare an output with the gold, both as keys; `wanted` tells of each line of the gold whether it
// should come out. For each line of the output: `how` it stands in the
// gold (same, moved, partly, extra) and at which line, `row`: the line of the gold beside which it is
// shown, or -1, and then `gap`: the line before which it is. For each line of the gold: how it came out.
function compareLines(gold, output, wanted) {
  const inOrder = commonInOrder(gold, output);
  preferWanted(inOrder, gold, wanted);
  const used = new Set(inOrder.filter((place) => place >= 0));
  const spare = new Map();
  gold.forEach((key, place) => {
    if (used.has(place)) return;
    if (!spare.has(key)) spare.set(key, []);
    spare.get(key).push(place);
  });
  const lines = output.map((key, place) => {
    if (inOrder[place] >= 0) return { how: "same", at: inOrder[place] };
    const at = spare.get(key)?.shift();
    return at === undefined ? { how: "extra", at: -1 } : { how: "moved", at };
  });
  const came = gold.map((_, place) => (used.has(place) ? "same" : "missing"));
  for (const { how, at } of lines) if (how === "moved") came[at] = "moved";
  const left = gold.map((_, place) => place).filter((place) => came[place] === "missing");
  const over = output.map((_, place) => place).filter((place) => lines[place].how === "extra");
  const goldRest = new Rest(gold, left);
  const outputRest = new Rest(output, over);
  for (const place of over) {
    const at = goldRest.find(output[place]);
    if (at >= 0) lines[place] = { how: "partly", at };
  }
  for (const place of left) if (outputRest.find(gold[place]) >= 0) came[place] = "partly";
  place(lines, gold.length);
  return { lines, came };
}

// Say beside or before which line of the gold each line of the output is shown, in the output's order.
function place(lines, end) {
  const next = new Array(lines.length);
  for (let i = lines.length - 1, anchor = end; i >= 0; i--) {
    next[i] = anchor;
    if (lines[i].how === "same") anchor = lines[i].at;
  }
  let last = -1;
  let closed = false; // whether something was shown after row `last`, so that it takes no more lines
  lines.forEach((line, i) => {
    const fits = line.at > last || (line.at === last && !closed);
    const beside = line.how === "same" || (line.how === "partly" && fits && line.at < next[i]);
    line.row = beside ? line.at : -1;
    line.gap = beside ? -1 : last + 1;
    if (beside) last = line.at;
    closed = !beside;
  });
}
