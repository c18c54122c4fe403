// Better with it, never needed: one answer per click, choices that reload their part of the page, keys.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  setTimeout(() => delete form.dataset.sent, 8000);
});
addEventListener("pageshow", () => document.querySelectorAll("form").forEach((form) => delete form.dataset.sent));
// A choice marked so sends its form at once.
document.addEventListener("change", (event) => { if (event.target.matches("[data-go]")) event.target.form.requestSubmit(); });
// One key per area and deed, never while typing: the element says which.
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
  const found = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (found) { event.preventDefault(); found.matches("input") ? found.focus() : found.click(); }
});
const print = document.querySelector("[data-print]");
if (print) { print.hidden = false; print.addEventListener("click", () => window.print()); }
// What is being typed at the desk is kept, for when the line drops; never once the form is sent.
document.querySelectorAll("form[data-draft]").forEach((form) => {
  let timer;
  const keep = () => {
    const all = [...new FormData(form)].filter(([, value]) => typeof value === "string");
    const { csrf, key, ...typed } = Object.fromEntries(all);
    const body = new URLSearchParams({ csrf, body: JSON.stringify(typed) });
    fetch(`/${form.dataset.draft}/draft`, { method: "POST", body, credentials: "same-origin" }).catch(() => {});
  };
  const later = () => { clearTimeout(timer); timer = setTimeout(keep, 800); };
  form.addEventListener("input", later);
  form.addEventListener("submit", () => clearTimeout(timer));
});
