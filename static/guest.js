// Better with it, never needed: one answer per tap, and a quick exit that leaves no way back.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  setTimeout(() => delete form.dataset.sent, 8000);
});
addEventListener("pageshow", () => document.querySelectorAll("form").forEach((form) => delete form.dataset.sent));
const exit = document.querySelector(".exit");
if (exit) {
  const leave = (event) => { event.preventDefault(); open(exit.href, "_blank", "noopener"); location.replace(exit.href); };
  let pressed = [];
  exit.addEventListener("click", leave);
  addEventListener("keydown", (event) => {
    pressed = event.key === "Shift" ? [...pressed.filter((at) => event.timeStamp - at < 3000), event.timeStamp] : [];
    if (pressed.length === 3) leave(event);
  });
}
const print = document.querySelector("[data-print]");
if (print) { print.hidden = false; print.addEventListener("click", () => window.print()); }
