// Chips to weigh needs with. What a need says is put in as text.
export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".needs");
  root.lang = data.language;
  root.querySelector(".label").textContent = data.label;
  const status = root.querySelector(".status");
  if (status.textContent !== data.status) status.textContent = data.status;

  const make = (tag, name, text) => {
    const node = document.createElement(tag);
    node.className = name;
    node.textContent = text;
    return node;
  };
  const focused = parentElement.activeElement?.dataset.action;
  const button = (index, action, sign, label, weight) => {
    const node = make("button", action, sign);
    node.type = "button";
    node.title = label;
    node.setAttribute("aria-label", label);
    node.dataset.action = `${index} ${action}`;
    // Not "disabled": that would throw the keyboard's focus away.
    if (weight === null) node.setAttribute("aria-disabled", "true");
    else node.onclick = () => setTriggerValue("weighed", { need: index, weight });
    return node;
  };

  const items = data.needs.map((need, index) => {
    const item = document.createElement("li");
    item.append(make("span", "need", need.text));
    item.firstChild.title = need.text;
    if (need.weight === 0) {
      item.className = "out";
      item.append(make("span", "weight", need.level));
      item.append(button(index, "back", "↺", need.back, 1));
      return item;
    }
    item.className = need.weight > 1 ? "more" : need.weight < 1 ? "less" : "";
    if (data.needs.length > 1) {
      item.append(button(index, "down", "−", need.down, need.lower));
      item.append(make("span", "weight", need.level));
      item.append(button(index, "up", "+", need.up, need.higher));
    }
    item.append(button(index, "out", "×", need.out, 0));
    return item;
  });
  root.querySelector("ul").replaceChildren(...items);
  if (!focused) return;
  const [index] = focused.split(" ");
  const next = root.querySelector(`[data-action="${focused}"], [data-action^="${index} "]`);
  (root.querySelector(`[data-action="${focused}"]`) || next)?.focus();
}
