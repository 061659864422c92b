/** Which names hold a word: as they are written, in whole syllables of pinyin, or by its initials. */
const Spelling = (() => {
  const plain = (text) => text.toLowerCase().normalize("NFKC");
  const LATIN = /^[a-z]{2,}$/;
  const known = new Map();

  /** The words that are looked for, parted by blanks. */
  const words = (text) => [...new Set(plain(text).split(/\s+/).filter(Boolean))];

  /** All names of a party, a line each; their syllables, parted by blanks; their initials. */
  function namesOf(party) {
    let found = known.get(party);
    if (!found) {
      const readings = party.spelt ? party.spelt.split("|") : [];
      const spelt = readings.map((reading) => ` ${reading} `);
      const initials = readings.map((reading) => reading.split(" ").map((syllable) => syllable[0]).join(""));
      found = { written: [party.name, party.full, party.english, ...Facts.lines(party.aliases)].map(plain), spelt, initials };
      known.set(party, found);
    }
    return found;
  }

  /** How well a name fits a word: 0 not at all, more the better. A word in pinyin begins where a syllable does. */
  function fit(party, word) {
    const { written, spelt, initials } = namesOf(party);
    let best = written.reduce((most, name) => Math.max(most, within(name, word)), 0);
    if (!LATIN.test(word)) return best;
    const sounds = new RegExp(` ${[...word].join(" ?")}`);
    for (const [place, reading] of spelt.entries()) {
      const letters = initials[place];
      const at = letters.indexOf(word);
      if (at >= 0) best = Math.max(best, letters === word ? 90 : at === 0 ? 50 : letters.endsWith(word) ? 45 : 30);
      else if (sounds.test(reading)) best = Math.max(best, reading.replaceAll(" ", "") === word ? 90 : 42);
    }
    return best;
  }

  /** How well a text fits a word: it is it, begins with it, holds it, or does not. */
  function within(text, word) {
    const at = text.indexOf(word);
    return at < 0 ? 0 : text === word ? 100 : at === 0 ? 60 : 40;
  }

  return { plain, words, fit, within };
})();
