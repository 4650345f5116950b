// Streamlit has no setting for these: the language that screen readers and fonts go by, and
// that what appears in the chat is read out.
export default function ({ data }) {
  document.documentElement.lang = data.language;
  const chat = document.querySelector(".st-key-chat");
  if (chat) {
    chat.setAttribute("role", "log");
    chat.setAttribute("aria-label", data.label);
  }
}
