// Keeps the session of someone who is at the screen, and warns two minutes before it ends of nobody's doing anything. The
// server decides; this only tells it that a key was pressed, and the person what is about to happen.
const bar = document.getElementById("sitting")
const WARN_BEFORE = 120_000, TELL_EVERY = 60_000
const idle = Number(bar.dataset.idle) * 1000
let touched = Date.now(), told = Date.now()

async function stay() {
  told = Date.now()
  const answer = await fetch(bar.dataset.stay).catch(() => null)
  if (answer?.status === 204) {
    touched = told
    bar.hidden = true
  } else if (answer) {
    bar.textContent = "You are signed out. Send or save what you typed: it is kept while you sign in again."
    bar.hidden = false
  }
}

function touch() {
  if (Date.now() - told > TELL_EVERY) stay()
}

for (const kind of ["keydown", "pointerdown", "input"]) document.addEventListener(kind, touch, { passive: true })
bar.querySelector("button").addEventListener("click", stay)
setInterval(() => { if (Date.now() - touched > idle - WARN_BEFORE) bar.hidden = false }, 5_000)
