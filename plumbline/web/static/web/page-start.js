// Runs before anything is drawn: GOV.UK's components start only where the body already says that they can.
document.body.className += " js-enabled" + ("noModule" in HTMLScriptElement.prototype ? " govuk-frontend-supported" : "")
