// Starts GOV.UK's and MoJ's components, and keeps the live parts of a page live. Every act also works without this file.
import { initAll as startGovuk } from "../govuk-frontend.min.js"
import { initAll as startMoj } from "../moj-frontend.min.js"

const TICK = 15_000
const SHOWN_FOR = 20_000
const SOUND = "plumbline.sound"
const MINUTE = 60, HOUR = 3600, DAY = 86_400

function start(scope) {
  startGovuk({ scope, onError: report })
  startMoj({ scope, onError: report })
  tick(scope)
}

// A component that cannot start must not stop the next one; the page works without either.
function report(fault) {
  console.warn("A component did not start:", fault)
}

// --- Countdowns: the words are those of plumbline/web/words.py ---

const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`
const pair = (whole, rest, unit) => (rest ? `${whole} ${rest} ${unit}` : whole)

export function span(seconds) {
  if (seconds < MINUTE) return "less than a minute"
  if (seconds < HOUR) return count(Math.floor(seconds / MINUTE), "minute")
  if (seconds < DAY) return pair(`${Math.floor(seconds / HOUR)} h`, Math.floor((seconds % HOUR) / MINUTE), "min")
  const days = count(Math.floor(seconds / DAY), "day")
  return seconds < 7 * DAY ? pair(days, Math.floor((seconds % DAY) / HOUR), "h") : days
}

function tick(scope = document) {
  for (const clock of scope.querySelectorAll("[data-due]")) {
    const ahead = Math.floor(new Date(clock.dataset.due).getTime() / 1000) - Math.floor(Date.now() / 1000)
    const words = ahead >= 0 ? `due in ${span(ahead)}` : `overdue by ${span(-ahead)}`
    if (clock.textContent !== words) clock.textContent = words
    clock.classList.toggle("plumb-countdown--over", ahead < 0)
  }
}

// --- Announcements ---

let silence

function announce(text) {
  const announcer = document.getElementById("announcer")
  announcer.textContent = text
  clearTimeout(silence)
  silence = setTimeout(() => { announcer.textContent = "" }, SHOWN_FOR)
  if (localStorage.getItem(SOUND) === "on") beep()
}

// Two short tones. The browser allows sound only after a click on the page, which ticking the box is.
let speaker

function beep() {
  speaker ??= new AudioContext()
  speaker.resume().then(() => [660, 880].forEach((pitch, place) => tone(pitch, speaker.currentTime + place * 0.18)))
}

function tone(pitch, from) {
  const wave = speaker.createOscillator()
  const volume = speaker.createGain()
  wave.frequency.value = pitch
  volume.gain.setValueAtTime(0.15, from)
  volume.gain.exponentialRampToValueAtTime(0.001, from + 0.16)
  wave.connect(volume).connect(speaker.destination)
  wave.start(from)
  wave.stop(from + 0.17)
}

function offerSound(scope) {
  for (const holder of scope.querySelectorAll("[data-sound]")) {
    const box = holder.querySelector("input")
    holder.hidden = false
    box.checked = localStorage.getItem(SOUND) === "on"
    box.addEventListener("change", () => {
      localStorage.setItem(SOUND, box.checked ? "on" : "off")
      if (box.checked) beep()
    })
  }
}

// --- Live parts ---

const connection = document.getElementById("connection")
const bellOf = (event) => event?.detail?.elt?.closest?.("#bell")
const stopped = (event) => {
  if (bellOf(event)) return bellSilent(bellOf(event))
  if (draftOf(event)) notKept(draftOf(event), "There is no connection, so nothing typed since then is kept. Leave this page open and go on; it is kept as soon as there is one.")
  else connection.hidden = false
}

document.body.addEventListener("plumbline:announce", (event) => announce(event.detail.text))
document.body.addEventListener("htmx:load", (event) => { if (event.detail.elt !== document.body) start(event.detail.elt) })
document.body.addEventListener("htmx:sendError", stopped)
document.body.addEventListener("htmx:timeout", stopped)
document.body.addEventListener("htmx:responseError", (event) => {
  const { detail } = event
  if (bellOf(event)) bellSilent(bellOf(event))
  else if (draftOf(event)) notKept(draftOf(event), "What was typed since then could not be kept. Leave this page open, sign in again in another window if you were signed out, then press “Keep the draft” here.")
  else if (detail.requestConfig.verb === "get") stopped()
  else announce(new DOMParser().parseFromString(detail.xhr.responseText, "text/html").body.textContent.trim())
})
document.body.addEventListener("htmx:afterRequest", ({ detail }) => { if (detail.successful) connection.hidden = true })
// A session that ended answers a live part with the sign-in page, which must take the whole window.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (!event.detail.serverResponse.trimStart().toLowerCase().startsWith("<!doctype html")) return
  event.detail.shouldSwap = false
  if (bellOf(event)) return bellSilent(bellOf(event))
  if (draftOf(event)) notKept(draftOf(event), "You were signed out, so nothing typed since then is kept. Leave this page open, sign in in another window, then press “Keep the draft” here.")
  else window.location.reload()
})

// --- The count of messages in the header ---

// It stands on pages with half-filled forms too: where it gets no answer it says so itself, and reloads nothing.
function bellSilent(bell) {
  const state = bell.querySelector("[data-bell-state]")
  if (state) state.textContent = "not updating"
}

// --- Forms ---

// A form is sent once. The button is not disabled, which would drop its name and value from what is sent.
document.addEventListener("submit", (event) => {
  const form = event.target
  if (form.method !== "post" || event.defaultPrevented) return
  if (form.dataset.sent) event.preventDefault()
  form.dataset.sent = "yes"
})
// Coming back by the browser's own button shows the page as it was left, with the form marked as sent.
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent
})

// --- Drafts: a form with data-draft is kept as it is typed, and no reload may lose what is in it ---

function draftOf(event) {
  return event?.detail?.elt?.closest?.("form[data-draft]") ?? event?.target?.closest?.("form[data-draft]")
}

function notKept(form, words) {
  const state = document.querySelector(form.getAttribute("hx-target"))
  const told = document.createElement("p")
  told.className = "govuk-error-message"
  told.textContent = words
  state?.replaceChildren(told)
  announce(words)  // said where one is typing too, however far from the end of the form
}

// Signing in again, in another window, changes the token; the cookie holds the one that is good now.
function goodToken() {
  return document.cookie.match(/(?:^|; )(?:__Host-|__Secure-)?csrftoken=([^;]+)/)?.[1]
}

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-draft]")
  if (form) form.dataset.unkept = "yes"
})
document.addEventListener("submit", (event) => {
  if (!("draft" in event.target.dataset)) return
  delete event.target.dataset.unkept
  if (goodToken()) event.target.elements.csrfmiddlewaretoken.value = goodToken()
})
document.body.addEventListener("htmx:configRequest", (event) => {
  const form = draftOf(event)
  if (!form) return
  delete form.dataset.unkept
  if (goodToken()) event.detail.parameters.csrfmiddlewaretoken = goodToken()
})
document.body.addEventListener("htmx:afterRequest", (event) => {
  const form = draftOf(event)
  if (form && !event.detail.successful) form.dataset.unkept = "yes"
})
window.addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-unkept]")) event.preventDefault()
})

// --- Filters fold away where they would push the list off the screen ---

if (window.matchMedia("(max-width: 48.0625em)").matches) {
  for (const filter of document.querySelectorAll("[data-close-when-narrow]")) filter.open = false
}

start(document)
offerSound(document)
setInterval(() => tick(), TICK)
