// Filters the list of articles by the words in the search box.

const form = document.getElementById("search");
const words = document.getElementById("words");
const found = document.getElementById("found");
const nothing = document.getElementById("nothing");
const topics = [...document.querySelectorAll(".topic")];

function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

function filter() {
  const wanted = plain(words.value).split(/\s+/).filter(Boolean);
  let count = 0;
  for (const topic of topics) {
    const name = plain(topic.querySelector("h2").textContent);
    let shown = 0;
    for (const entry of topic.querySelectorAll("li")) {
      const title = `${name} ${plain(entry.textContent)}`;
      entry.hidden = !wanted.every((word) => title.includes(word));
      shown += entry.hidden ? 0 : 1;
    }
    topic.hidden = shown === 0;
    count += shown;
  }
  nothing.hidden = count > 0;
  found.textContent = wanted.length ? `${count} ${count === 1 ? "article" : "articles"}` : "";
}

form.hidden = false;
form.addEventListener("submit", (event) => event.preventDefault());
words.addEventListener("input", filter);
filter();
