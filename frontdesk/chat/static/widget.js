/* The chat widget's loader: one script tag, in a page of any origin, opens it.
 *
 *   <script src="https://HOST/widget.js" data-brand="Parley" data-identity="TOKEN" async></script>
 *
 * data-identity     who the customer is, signed by the company's backend; without it: a visitor
 * data-brand        the name in the header
 * data-suggestions  first questions to offer, separated by "|"
 *
 * Anything in the page with a data-chat-ask="QUESTION" attribute opens the chat, when clicked, and asks that.
 */
(() => {
  const script = document.currentScript;
  if (window.frontdeskWidget) return;
  window.frontdeskWidget = true;
  const server = new URL(".", script.src);
  const { identity = "", brand = "Support", suggestions = "" } = script.dataset;
  const options = { server, identity, brand, suggestions: suggestions.split("|").filter(Boolean) };
  const ready =
    document.readyState === "loading"
      ? new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve, { once: true }))
      : Promise.resolve();
  Promise.all([import(new URL("widget/main.js", server)), ready])
    .then(([main]) => main.start(options))
    .catch((error) => console.error(`The chat could not be loaded from ${server}:`, error));
})();
