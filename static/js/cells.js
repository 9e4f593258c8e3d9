// How cells of each kind of page are sent, and what became of each, in one form for all.
// A cell is {place, v: value, n: what was seen}; what became of it {v, n, conflict, error, message}.

export const SENDING = {
  sheet: {
    batch: 500,
    bodyOf: (cells) => JSON.stringify({
      cells: cells.map(({ place, v, n }) => {
        const [s, c] = place.split("-").map(Number);
        return { s, c, v, n };
      }),
    }),
    outcomesOf: (answer) => answer.cells,
  },
  alignment: {
    batch: 2000,
    bodyOf: (cells) => new URLSearchParams(cells.map(({ place, v, n }) => ["cell", `${place}:${v}:${n}`])),
    outcomesOf: (answer, cells) => {
      const conflicts = new Map(answer.conflicts.map((one) => [one.place, one]));
      // Of a cell of the matrix the strength itself is what was seen.
      return cells.map(({ place, v }) => {
        const conflict = conflicts.get(place);
        return conflict ? { conflict: true, v: conflict.now, n: conflict.now, message: conflict.message } : { v, n: v };
      });
    },
  },
};
