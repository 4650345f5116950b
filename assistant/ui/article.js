// Text arrives as data and goes in by textContent, so nothing in an article can come alive.
export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".source");
  const find = (selector) => root.querySelector(selector);
  const scroll = find(".scroll");
  const put = (selector, text) => {
    const node = find(selector);
    if (node.textContent !== text) node.textContent = text;
  };
  const aside = (selector, content) => {
    find(selector).hidden = !content;
    put(`${selector} .label`, content ? content.label : "");
    put(`${selector} .text`, content ? content.text : "");
  };

  root.lang = data.language;
  scroll.setAttribute("aria-label", data.title);
  put(".status", data.status);
  put(".number", data.number === null ? "" : `[${data.number}]`);
  put(".heading", data.where);
  find(".heading").lang = data.articleLanguage;
  find(".changed .text").lang = data.articleLanguage;
  put("footer", data.source);
  aside(".changed", data.changed);
  aside(".gloss", data.gloss);

  const narrow = matchMedia("(max-width: 900px)").matches;
  const leave = (number) => {
    const answer = document.querySelectorAll(".st-key-chat .stChatMessage")[2 * number - 1];
    if (!answer) return;
    if (narrow) setTriggerValue("left", number);
    answer.style.scrollMarginTop = "4.5rem";
    answer.scrollIntoView({ block: "start" });
    answer.tabIndex = -1;
    answer.focus({ preventScroll: true });
  };

  const content = JSON.stringify([data.lines, data.citedBy]);
  const article = find("article");
  if (root.content !== content) {
    root.content = content;
    const top = scroll.scrollTop;
    article.lang = data.articleLanguage;
    article.replaceChildren(
      ...data.lines.map((line) => {
        const row = document.createElement("p");
        if (line.heading) row.className = "title";
        let begun = 0; // characters of the next piece that stand already
        for (const [place, { text, marked, cited, ends }] of line.pieces.entries()) {
          const piece = (letters) => {
            const node = document.createElement(marked ? "mark" : "span");
            if (cited) node.className = "cited";
            node.textContent = letters;
            return node;
          };
          const rest = [...text.slice(begun)];
          begun = 0;
          if (!ends.length) {
            row.append(piece(rest.join("")));
            continue;
          }
          // A number stays with the letter before it, and with the full stop after it.
          const last = rest.pop();
          const joined = document.createElement("span");
          joined.className = "joined";
          joined.append(piece(last));
          row.append(piece(rest.join("")), joined);
          for (const number of ends) {
            const link = document.createElement("button");
            link.type = "button";
            link.textContent = number;
            link.title = data.citedBy.replace("{number}", number);
            link.setAttribute("aria-label", link.title);
            link.lang = data.language;
            link.onclick = () => leave(number);
            joined.append(link);
          }
          const next = line.pieces[place + 1];
          const stop = next && !next.marked && !next.cited && next.text.match(/^\p{Po}+/u);
          if (stop) {
            begun = stop[0].length;
            joined.append(stop[0]);
            row.append(document.createElement("wbr"));
          }
        }
        return row;
      })
    );
    scroll.scrollTop = top;
  }

  // A rerun for another reason leaves the reader where they have scrolled to.
  if (root.dataset.token === data.token) return;
  root.dataset.token = data.token;

  const mark = article.querySelector("mark");
  const center = () => {
    if (!mark) return;
    const above = mark.getBoundingClientRect().top - scroll.getBoundingClientRect().top;
    scroll.scrollTop += above - Math.max(0, (scroll.clientHeight - mark.offsetHeight) / 3);
  };
  center();
  // Once more when fonts and the column's width have settled.
  const frame = requestAnimationFrame(() => requestAnimationFrame(center));
  // At phone width the article lies over the chat, so that is where the reader is.
  if (narrow) scroll.focus({ preventScroll: true });
  return () => cancelAnimationFrame(frame);
}
