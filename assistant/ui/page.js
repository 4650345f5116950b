// What Streamlit has no setting for: the language that screen readers and fonts go by, that
// the chat is read out as it grows, and that a new question moves to the top of the page.
export default function ({ data }) {
  document.documentElement.lang = data.language;
  const chat = document.querySelector(".st-key-chat");
  if (!chat) return;
  chat.setAttribute("role", "log");
  chat.setAttribute("aria-label", data.label);

  const turns = String(data.turns);
  const before = chat.dataset.turns;
  chat.dataset.turns = turns;
  if (before === undefined || before === turns) return;
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      const question = chat.querySelectorAll(".stChatMessage")[2 * data.turns - 2];
      if (question) follow(chat, question);
    })
  );
}

// What stands above may still go or grow, so the question is held there until the reader moves.
function follow(chat, question) {
  const top = () => {
    question.style.scrollMarginTop = "4.5rem";
    question.scrollIntoView({ block: "start" });
  };
  const observer = new ResizeObserver(top);
  observer.observe(chat);
  for (const part of chat.children) observer.observe(part);
  const events = ["wheel", "touchstart", "pointerdown", "keydown"];
  const stop = () => {
    observer.disconnect();
    for (const event of events) removeEventListener(event, stop, true);
  };
  for (const event of events) addEventListener(event, stop, { capture: true, passive: true });
  setTimeout(stop, 3000);
  top();
}
