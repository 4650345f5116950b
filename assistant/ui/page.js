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
      const messages = chat.querySelectorAll(".stChatMessage");
      const question = messages[2 * data.turns - 2];
      if (!question) return;
      question.style.scrollMarginTop = "4.5rem";
      question.scrollIntoView({ block: "start" });
    })
  );
}
