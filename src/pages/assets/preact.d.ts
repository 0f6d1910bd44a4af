// preact.js is served from the package htm (src/pages/assets.ts).
export { html, render, useState } from 'htm/preact';
