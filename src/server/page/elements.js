/* Parts of the page. Text is set as text, never as markup. */

import { HISTORY } from './history.js';

export const byId = (id) => document.getElementById(id);

export function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className !== undefined) made.className = className;
  return made;
}

export function sparkline(kind) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('class', kind);
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('viewBox', '0 0 90 20');
  svg.append(document.createElementNS('http://www.w3.org/2000/svg', 'path'));
  return svg;
}

export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export function drawSparkline(svg, values) {
  const most = Math.max(...values, 1);
  const points = values.map((value, index) => {
    const x = ((HISTORY - values.length + index) / (HISTORY - 1)) * 90;
    return `${x.toFixed(1)},${(18.5 - (value / most) * 17).toFixed(1)}`;
  });
  svg.firstChild.setAttribute('d', points.length < 2 ? '' : `M${points.join('L')}`);
}
