// Passkeys: asks the browser for one and sends what it gives. Loaded on the pages that offer them; without it they offer codes.
const asked = (form) => JSON.parse(form.dataset.options)

// A passkey that is to open the account alone lives on the device and asks for a finger, a face or a PIN.
function wanted(form) {
  const options = asked(form).creation_options
  const alone = form.elements.passwordless?.checked ?? false
  const choice = (options.publicKey.authenticatorSelection ??= {})
  choice.residentKey = alone ? "required" : "discouraged"
  choice.requireResidentKey = alone
  if (alone) choice.userVerification = "required"
  return options
}

async function forSignIn(form) {
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } })
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`)
  return (await answer.json()).request_options
}

const ways = {
  create: async (form) => window.webauthnJSON.create(wanted(form)),
  get: async (form) => window.webauthnJSON.get(asked(form).request_options),
  "sign-in": async (form) => window.webauthnJSON.get(await forSignIn(form)),
}

async function give(form, fault) {
  fault.hidden = true
  try {
    form.elements.credential.value = JSON.stringify(await ways[form.dataset.passkey](form))
  } catch {
    fault.hidden = false // the person cancelled, the key is not known here, or the time ran out
    return
  }
  form.submit()
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("[data-passkey]")) {
    form.hidden = false
    const fault = form.querySelector("[data-passkey-fault]")
    form.querySelector("button").addEventListener("click", () => give(form, fault))
    form.addEventListener("submit", (event) => { // Enter in a box
      event.preventDefault()
      event.stopPropagation()
      give(form, fault)
    })
  }
}
