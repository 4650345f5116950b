// What Streamlit has no setting for: the language that screen readers and fonts go by, that
// the chat is read out as it grows, that a new question moves to the top of the page, that the
// keyboard begins in the question box, and the names of the thumbs in other languages.
export default function ({ data }) {
  document.documentElement.lang = data.language;
  const chat = document.querySelector(".st-key-chat");
  if (!chat) return;
  chat.setAttribute("role", "log");
  chat.setAttribute("aria-label", data.label);

  chat.names = data.names;
  if (!chat.named) chat.named = new MutationObserver(() => name(chat));
  chat.named.observe(chat, { childList: true, subtree: true });
  name(chat);

  // Whoever comes to ask can type at once; on a phone that would open its keyboard.
  const desktop = matchMedia("(hover: hover) and (min-width: 901px)").matches;
  if (desktop && !chat.dataset.turns) begin(performance.now() + 5000);

  const turns = String(data.turns);
  const before = chat.dataset.turns;
  chat.dataset.turns = turns;
  if (before === undefined || before === turns) return;
  requestAnimationFrame(() => requestAnimationFrame(() => follow(chat, 2 * data.turns - 2)));
}

// The box may not be there yet, or not yet take anything.
function begin(until) {
  const box = document.querySelector(".st-key-ask textarea");
  if (document.activeElement !== document.body || performance.now() > until) return;
  box?.focus({ preventScroll: true });
  requestAnimationFrame(() => begin(until));
}

function name(chat) {
  for (const node of chat.querySelectorAll("[data-testid=stFeedback] [aria-label]")) {
    node.dataset.name ??= node.getAttribute("aria-label");
    const wanted = chat.names[node.dataset.name];
    if (wanted && wanted !== node.getAttribute("aria-label")) node.setAttribute("aria-label", wanted);
  }
}

// The question may not be drawn yet, what stands above may still go or grow, and an answer may take
// its time, so the question is held there until the reader moves or the next one comes.
function follow(chat, place) {
  chat.unfollow?.();
  const top = () => {
    const question = chat.querySelectorAll(".stChatMessage")[place];
    if (!question) return;
    question.style.scrollMarginTop = "4.5rem";
    question.scrollIntoView({ block: "start" });
  };
  const observer = new ResizeObserver(top);
  observer.observe(chat);
  for (const part of chat.children) observer.observe(part);
  const events = ["wheel", "touchstart", "pointerdown", "keydown", "click"];
  const stop = (chat.unfollow = () => {
    observer.disconnect();
    for (const event of events) removeEventListener(event, stop, true);
  });
  for (const event of events) addEventListener(event, stop, { capture: true, passive: true });
  top();
}
