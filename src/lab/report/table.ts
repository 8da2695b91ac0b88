import { type Html, html } from './html.ts';

/** What stands in a table: words, an amount that is set to the right, or markup. */
export type Cell = string | Html | { readonly amount: string };

function isAmount(cell: Cell): cell is { readonly amount: string } {
  return typeof cell === 'object' && 'amount' in cell;
}

function headOf(cell: Cell): Html {
  return isAmount(cell)
    ? html`<th scope="col" class="number">${cell.amount}</th>`
    : html`<th scope="col">${cell}</th>`;
}

function cellOf(cell: Cell): Html {
  return isAmount(cell) ? html`<td class="number">${cell.amount}</td>` : html`<td>${cell}</td>`;
}

/** Rows under titles. It scrolls by itself where it is wider than the page. */
export function table(titles: readonly Cell[], rows: readonly (readonly Cell[])[]): Html {
  const lines = rows.map(
    (row) => html`<tr>${row.map(cellOf)}</tr>
`,
  );
  return html`<div class="wide"><table><thead><tr>${titles.map(headOf)}</tr></thead>
<tbody>${lines}</tbody></table></div>
`;
}

/** Rows that each begin with their own heading. */
export function facts(rows: readonly (readonly [name: string, ...cells: Cell[]])[]): Html {
  const lines = rows.map(
    ([name, ...cells]) => html`<tr><th scope="row">${name}</th>${cells.map(cellOf)}</tr>
`,
  );
  return html`<div class="wide"><table class="facts"><tbody>${lines}</tbody></table></div>
`;
}
