// Dragging and keys on the agenda. Without it each appointment has its page with the same deeds.
const grid = document.querySelector(".grid");
const form = document.querySelector("#move");
const say = document.querySelector("#say");
const ROW = 5, STEP = 3, EDGE = 8; // minutes of a row; rows of one step: a quarter of an hour; pixels of the lower edge
const first = Number(grid.dataset.first) * 60;
const rowHeight = () => parseFloat(getComputedStyle(grid).getPropertyValue("--row"));
const two = (number) => String(number).padStart(2, "0");
const clock = (row) => { const minutes = first + (row - 1) * ROW; return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`; };
const columns = [...grid.querySelectorAll(".col")];
const at = (column, row) => `${column.dataset.day}T${clock(row)}`;

let held = null; // what is being moved or resized: its element, column, row, rows, and where it came from

function pick(element) {
  const column = element.closest(".col");
  held = { element, column, row: Number(element.dataset.row), rows: Number(element.dataset.rows), from: column, start: Number(element.dataset.row), long: Number(element.dataset.rows), next: element.nextSibling };
  element.classList.add("moving");
}
function show() {
  held.column.querySelector(".lanes").append(held.element);
  held.element.style.gridRow = `${held.row} / span ${held.rows}`;
  say.textContent = `${held.column.querySelector("h2").firstChild.textContent.trim()} ${clock(held.row)} – ${clock(held.row + held.rows)}`;
}
function drop(keep) {
  const { element, column, row, rows, from, start, long, next } = held;
  element.classList.remove("moving");
  held = null;
  if (keep && (column !== from || row !== start || rows !== long)) {
    form.action = `/agenda/appointment/${element.dataset.move}/move`;
    // The grid cannot say every hour: some are between two rows, or of the day before.
    form.at.value = column === from && row === start ? element.dataset.at : at(column, row);
    form.minutes.value = rows === long ? "" : (Date.parse(`${at(column, row + rows)}Z`) - Date.parse(`${form.at.value}Z`)) / 60000;
    form.worker.value = column.dataset.worker;
    form.submit();
    return;
  }
  from.querySelector(".lanes").insertBefore(element, next && next.parentNode ? next : null);
  element.style.gridRow = "";
  say.textContent = "";
}
const allRows = () => Math.round(grid.querySelector(".lanes").clientHeight / rowHeight());
const bounded = (row, rows) => Math.max(1, Math.min(row, allRows() - rows + 1));
const lasting = (row, rows) => Math.max(1, Math.min(rows, allRows() - row + 1));

// With the pointer.
let pressed = null, moved = false, drawn = null;
const rowAt = (lanes, y) => Math.floor((y - lanes.getBoundingClientRect().top) / rowHeight() / STEP) * STEP + 1;
grid.addEventListener("pointerdown", (event) => {
  if (event.button !== 0 || event.pointerType === "touch") return;
  const element = event.target.closest("[data-move]");
  const lanes = event.target.closest(".lanes");
  moved = false;
  if (element) {
    const box = element.getBoundingClientRect();
    pressed = { element, x: event.clientX, y: event.clientY, grip: event.clientY - box.top, edge: box.bottom - event.clientY <= EDGE };
  }
  else if (lanes && !event.target.closest("a")) {
    const row = rowAt(lanes, event.clientY);
    const ghost = document.createElement("div");
    ghost.className = "ghost";
    drawn = { lanes, row, rows: STEP, ghost };
    event.preventDefault();
  }
});
addEventListener("pointermove", (event) => {
  if (pressed && !held && Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) > 5) { pick(pressed.element); moved = true; }
  if (held && pressed?.edge) {
    const lanes = held.column.querySelector(".lanes");
    held.rows = lasting(held.row, Math.round((event.clientY - lanes.getBoundingClientRect().top) / rowHeight()) - held.row + 1);
    show();
  } else if (held && pressed) {
    const column = columns.find((one) => { const box = one.getBoundingClientRect(); return event.clientX >= box.left && event.clientX < box.right; });
    if (column) held.column = column;
    held.row = bounded(rowAt(held.column.querySelector(".lanes"), event.clientY - pressed.grip + rowHeight()), held.rows);
    show();
  } else if (drawn) {
    moved = true;
    drawn.rows = Math.max(STEP, rowAt(drawn.lanes, event.clientY) - drawn.row + STEP);
    drawn.ghost.style.gridRow = `${drawn.row} / span ${drawn.rows}`;
    drawn.lanes.append(drawn.ghost);
  }
});
addEventListener("pointerup", () => {
  if (held && pressed) drop(true);
  if (drawn && moved) {
    const column = drawn.lanes.closest(".col");
    location.href = `${grid.dataset.new}?at=${encodeURIComponent(at(column, drawn.row))}&worker=${column.dataset.worker}`;
  }
  drawn?.ghost.remove();
  pressed = drawn = null;
});
addEventListener("pointercancel", () => { if (held) drop(false); drawn?.ghost.remove(); pressed = drawn = null; });
grid.addEventListener("click", (event) => { if (moved) event.preventDefault(); }, true);
grid.addEventListener("dragstart", (event) => event.preventDefault());

// With the keyboard: m takes the appointment, arrows move it, Shift with them changes its length, Enter leaves it there, Escape puts it back.
grid.addEventListener("keydown", (event) => {
  const element = event.target.closest("[data-move]");
  const longer = event.shiftKey && { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!held && element && longer) pick(element);
  if (!held && element && event.key === "m") { pick(element); show(); element.focus(); event.preventDefault(); return; }
  if (!held || pressed) return;
  const across = { ArrowRight: 1, ArrowLeft: -1 }[event.key], along = { ArrowDown: STEP, ArrowUp: -STEP }[event.key];
  if (longer) held.rows = lasting(held.row, held.rows + longer);
  else if (across) {
    const turn = document.dir === "rtl" ? -across : across;
    held.column = columns[Math.max(0, Math.min(columns.length - 1, columns.indexOf(held.column) + turn))];
  } else if (along) held.row = bounded(held.row + along, held.rows);
  else if (event.key === "Enter") { event.preventDefault(); drop(true); return; }
  else if (event.key === "Escape") { const { element: back } = held; drop(false); back.focus(); return; }
  else return;
  event.preventDefault();
  const { element: one } = held;
  show();
  one.focus();
});

// On a phone the day that is looked for first; elsewhere there is room for the choices.
grid.querySelector(".col.today")?.scrollIntoView({ inline: "start", block: "nearest" });
if (matchMedia("(min-width: 40.01rem)").matches) document.querySelector("#filters").open = true;

// Openings and absences are edited here: the form of their page, in a dialog. What is wrong in it is said
// by that page.
const dialog = document.querySelector("#edit");
async function edit(link) {
  const answer = await fetch(link.href, { credentials: "same-origin" });
  const main = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#main form")?.closest(".narrow");
  if (!answer.ok || answer.redirected || !main) throw new Error(answer.status);
  main.querySelectorAll(".back").forEach((one) => one.remove());
  // The agenda has fields of the same names.
  for (const one of main.querySelectorAll("[id]")) one.id = `edit-${one.id}`;
  for (const name of ["for", "aria-describedby", "aria-labelledby"]) {
    for (const one of main.querySelectorAll(`[${name}]`)) one.setAttribute(name, one.getAttribute(name).split(" ").map((id) => `edit-${id}`).join(" "));
  }
  main.querySelector("h1").id = "edit-title";
  dialog.querySelector(".body").replaceChildren(main);
  dialog.showModal();
}
grid.addEventListener("click", (event) => {
  // Its name on the grid leads where its line under the day does.
  const name = event.target.closest(".b span")?.parentNode;
  const place = name ? [...name.parentNode.querySelectorAll(".b")].indexOf(name) : -1;
  const link = name ? name.closest(".col").querySelectorAll(".under a")[place] : event.target.closest(".under a");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  edit(link).catch(() => { location.href = link.href; });
});
dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
