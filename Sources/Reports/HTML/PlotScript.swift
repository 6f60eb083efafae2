/// The script that shows the values under a pointer.
enum PlotScript {
  static let source = """
    for (const figure of document.querySelectorAll('figure[data-plot]')) {
      const data = JSON.parse(figure.dataset.plot);
      const tip = figure.querySelector('.tip');
      for (const svg of figure.querySelectorAll('svg')) {
      const cursor = svg.querySelector('.cursor');
      const width = svg.viewBox.baseVal.width;
      const left = +svg.dataset.left, inner = +svg.dataset.inner;
      function hide() {
        tip.style.display = 'none';
        cursor.style.visibility = 'hidden';
      }
      function show(event) {
        const box = svg.getBoundingClientRect();
        const part = ((event.clientX - box.left) / box.width * width - left) / inner;
        let best = -1;
        data.parts.forEach((place, index) => {
          if (best < 0 || Math.abs(place - part) < Math.abs(data.parts[best] - part)) best = index;
        });
        if (best < 0) return hide();
        const x = left + data.parts[best] * inner;
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
        const beside = box.left - frame.left + x / width * box.width + 12;
        tip.style.left = Math.max(0, Math.min(beside, frame.width - tip.offsetWidth)) + 'px';
        tip.style.top = (box.top - frame.top + 8) + 'px';
      }
      svg.addEventListener('pointermove', show);
      svg.addEventListener('pointerdown', show);
      svg.addEventListener('pointerleave', hide);
      }
    }
    """
}
