/// The script that shows the values under a pointer.
enum PlotScript {
  static let source = """
    for (const figure of document.querySelectorAll('figure[data-plot]')) {
      const data = JSON.parse(figure.dataset.plot);
      const svg = figure.querySelector('svg');
      const cursor = figure.querySelector('.cursor');
      const tip = figure.querySelector('.tip');
      const width = svg.viewBox.baseVal.width;
      function hide() {
        tip.style.display = 'none';
        cursor.style.visibility = 'hidden';
      }
      function show(event) {
        const box = svg.getBoundingClientRect();
        const part = (event.clientX - box.left) / box.width;
        let best = -1;
        data.parts.forEach((place, index) => {
          if (best < 0 || Math.abs(place - part) < Math.abs(data.parts[best] - part)) best = index;
        });
        if (best < 0) return hide();
        const x = data.parts[best] * width;
        cursor.setAttribute('x1', x);
        cursor.setAttribute('x2', x);
        cursor.style.visibility = 'visible';
        const lines = [data.names[best]].concat(
          data.series.map(s => s.name + ': ' + (s.values[best] === null ? '–' : s.values[best])));
        tip.replaceChildren(...lines.map(line => {
          const row = document.createElement('div');
          row.textContent = line;
          return row;
        }));
        tip.style.display = 'block';
        const frame = figure.getBoundingClientRect();
        const left = box.left - frame.left + data.parts[best] * box.width + 12;
        tip.style.left = Math.max(0, Math.min(left, frame.width - tip.offsetWidth)) + 'px';
        tip.style.top = (box.top - frame.top + 8) + 'px';
      }
      svg.addEventListener('pointermove', show);
      svg.addEventListener('pointerdown', show);
      svg.addEventListener('pointerleave', hide);
    }
    """
}
