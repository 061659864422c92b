/** The full text of a document, with the words that count marked in it. */
const Reader = (() => {
  const dialog = Dom.byId("reader");

  /** Open the text at a place [text, start, end]; inside it, further places are marked too. */
  function open(place, title, inner = []) {
    const [number, start, end] = place;
    const content = Facts.texts[number];
    const text = Dom.make("div", { class: "text", tabindex: "0", lang: "zh-CN" });
    const mark = Dom.make("mark", { tabindex: "-1" });
    const marks = inner.filter((one) => one && one[0] === number && one[1] >= start && one[2] <= end).sort((a, b) => a[1] - b[1]);
    let at = start;
    for (const [, from, to] of marks) {
      if (from < at) continue;
      mark.append(content.slice(at, from), Dom.make("strong", {}, content.slice(from, to)));
      at = to;
    }
    mark.append(content.slice(at, end));
    text.append(content.slice(0, start), mark, content.slice(end));
    const close = Dom.button(t("close"), () => dialog.close());
    dialog.replaceChildren(Dom.make("div", { class: "head" }, Dom.make("h2", { id: "reader-title" }, Dom.quoted(title)), close), text);
    dialog.showModal();
    mark.scrollIntoView({ block: "center" });
    close.focus({ preventScroll: true });
  }

  return { open };
})();
