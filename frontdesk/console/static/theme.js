// Runs before the page is drawn, so that a chosen theme does not flash.
const chosenTheme = localStorage.getItem("frontdesk-theme");
if (chosenTheme) document.documentElement.dataset.theme = chosenTheme;
