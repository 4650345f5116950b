// The evidence on both sides, and how strongly each criterion pulls. Text goes in as text.
export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".ledger");
  const two = data.options.length === 2;
  root.lang = data.language;
  root.classList.toggle("one", !two);
  root.style.setProperty("--options", data.options.length);

  const make = (tag, name, text) => {
    const node = document.createElement(tag);
    if (name) node.className = name;
    if (text !== undefined) node.textContent = text;
    return node;
  };
  // Laid out as a grid, it must say that it is a table.
  const cell = (tag, role, name, text) => {
    const node = make(tag, name, text);
    node.setAttribute("role", role);
    return node;
  };
  const side = (index) => (index % 2 ? "second" : "first");
  const focused = parentElement.activeElement?.dataset.place;

  const table = root.querySelector("table");
  table.setAttribute("role", "table");
  table.querySelector("caption").textContent = data.caption;
  const head = cell("tr", "row");
  head.append(cell("th", "columnheader", "criterion", data.criterion));
  data.options.forEach((option, index) => {
    const name = cell("th", "columnheader", two && index ? "last" : "");
    name.append(make("span", `key ${side(index)}`), make("span", "", option));
    head.append(name);
  });

  const rows = data.rows.map((row, number) => {
    const line = cell("tr", "row");
    const label = cell("th", "rowheader");
    label.append(make("span", "", row.label), make("span", "lean", row.lean));
    line.append(label);

    const pull = cell("td", "cell", "pull");
    const bar = make("div", "bar");
    bar.setAttribute("aria-hidden", "true");
    const fill = make("div", `fill ${row.side === null ? "level" : side(row.side)}`);
    if (row.side !== null) {
      const width = (two ? 50 : 100) * Math.min(1, Math.max(0.04, row.pull));
      fill.style.width = `${width}%`;
      fill.style.left = two ? (row.side ? "50%" : `${50 - width}%`) : 0;
    }
    bar.append(fill);
    pull.append(bar);
    line.append(pull);

    row.cells.forEach((quotes, column) => {
      const place = cell("td", "cell");
      if (row.cells.length < data.options.length) {
        place.colSpan = data.options.length;
        place.style.gridColumn = "1 / -1";
      }
      if (!quotes.length) place.append(make("span", "silent", data.silent));
      quotes.forEach((quote, index) => {
        const button = make("button", "quote");
        button.type = "button";
        button.dataset.place = `${number} ${column} ${index}`;
        button.setAttribute("aria-pressed", String(quote.chosen));
        button.append(make("span", "", quote.text));
        if (quote.number !== null) button.append(make("span", "number", ` [${quote.number}]`));
        if (quote.original) {
          const original = make("span", "original", quote.original);
          original.lang = data.articleLanguage;
          button.append(original);
        }
        button.onclick = () => setTriggerValue("cited", { start: quote.start, end: quote.end });
        place.append(button);
      });
      line.append(place);
    });
    return line;
  });
  for (const group of ["thead", "tbody"]) table.querySelector(group).setAttribute("role", "rowgroup");
  table.querySelector("thead").replaceChildren(head);
  table.querySelector("tbody").replaceChildren(...rows);
  if (focused) root.querySelector(`[data-place="${focused}"]`)?.focus();
}
