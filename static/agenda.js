// Dragging and keys on the agenda. Without it each appointment has its page with the same deeds.
const grid = document.querySelector(".grid");
const form = document.querySelector("#move");
const say = document.querySelector("#say");
const ROW = 5, STEP = 3; // minutes of a row; rows of one step: a quarter of an hour
const first = Number(grid.dataset.first) * 60;
const rowHeight = () => parseFloat(getComputedStyle(grid).getPropertyValue("--row"));
const two = (number) => String(number).padStart(2, "0");
const clock = (row) => { const minutes = first + (row - 1) * ROW; return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`; };
const columns = [...grid.querySelectorAll(".col")];
const at = (column, row) => `${column.dataset.day}T${clock(row)}`;

let held = null; // what is being moved: its element, column, row, and where it came from

function pick(element) {
  const column = element.closest(".col");
  held = { element, column, row: Number(element.dataset.row), rows: Number(element.dataset.rows), from: column, start: Number(element.dataset.row), next: element.nextSibling };
  element.classList.add("moving");
}
function show() {
  held.column.querySelector(".lanes").append(held.element);
  held.element.style.gridRow = `${held.row} / span ${held.rows}`;
  say.textContent = `${held.column.querySelector("h2").firstChild.textContent.trim()} ${clock(held.row)}`;
}
function drop(keep) {
  const { element, column, row, from, start, next } = held;
  element.classList.remove("moving");
  held = null;
  if (keep && (column !== from || row !== start)) {
    form.action = `/agenda/appointment/${element.dataset.move}/move`;
    form.at.value = at(column, row);
    form.worker.value = column.dataset.worker;
    form.submit();
    return;
  }
  from.querySelector(".lanes").insertBefore(element, next && next.parentNode ? next : null);
  element.style.gridRow = "";
  say.textContent = "";
}
const bounded = (row, rows) => Math.max(1, Math.min(row, Math.round(grid.querySelector(".lanes").clientHeight / rowHeight()) - rows + 1));

// With the pointer.
let pressed = null, moved = false, drawn = null;
const rowAt = (lanes, y) => Math.floor((y - lanes.getBoundingClientRect().top) / rowHeight() / STEP) * STEP + 1;
grid.addEventListener("pointerdown", (event) => {
  if (event.button !== 0 || event.pointerType === "touch") return;
  const element = event.target.closest("[data-move]");
  const lanes = event.target.closest(".lanes");
  moved = false;
  if (element) pressed = { element, x: event.clientX, y: event.clientY, grip: event.clientY - element.getBoundingClientRect().top };
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
  if (held && pressed) {
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

// With the keyboard: m takes the appointment, arrows move it, Enter leaves it there, Escape puts it back.
grid.addEventListener("keydown", (event) => {
  const element = event.target.closest("[data-move]");
  if (!held && element && event.key === "m") { pick(element); show(); element.focus(); event.preventDefault(); return; }
  if (!held || pressed) return;
  const across = { ArrowRight: 1, ArrowLeft: -1 }[event.key], along = { ArrowDown: STEP, ArrowUp: -STEP }[event.key];
  if (across) {
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
