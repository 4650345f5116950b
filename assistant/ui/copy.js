export default function ({ data, parentElement }) {
  const button = parentElement.querySelector("button");
  const icon = parentElement.querySelector(".icon");
  const status = parentElement.querySelector(".status");
  button.title = data.label;
  button.setAttribute("aria-label", data.label);
  let timer;
  button.onclick = async () => {
    await navigator.clipboard.writeText(data.text);
    icon.textContent = "check";
    status.textContent = data.done;
    clearTimeout(timer);
    timer = setTimeout(() => {
      icon.textContent = "content_copy";
      status.textContent = "";
    }, 2000);
  };
  return () => clearTimeout(timer);
}
