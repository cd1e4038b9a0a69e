// What the theme's script leaves undone for screen readers and keyboards: its copy buttons sit in landmarks without a
// name, and wide tables can be scrolled with a mouse only. It adds both while one reads.
function complete() {
  document.querySelectorAll('.md-code__nav').forEach((nav, index) => nav.setAttribute('aria-label', `Code block ${index + 1}`))
  document.querySelectorAll('.md-typeset__scrollwrap').forEach((wrap) => wrap.setAttribute('tabindex', '0'))
}

new MutationObserver(complete).observe(document.documentElement, { childList: true, subtree: true })
complete()
