// Only the server can take back a cookie that scripts don't see.
export default function ({ data, parentElement }) {
  parentElement.querySelector(".label").textContent = data.label;
  parentElement.querySelector("button").onclick = async () => {
    await fetch(data.path, { method: "POST", redirect: "manual" });
    location.assign("/");
  };
}
