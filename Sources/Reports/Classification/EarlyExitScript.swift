/// What the page of early exit does, as JavaScript in two parts that share one scope.
enum EarlyExitScript {
  /// The script with its data.
  static func source(_ data: EarlyExitData) -> String {
    """
    (() => {
    "use strict";
    \(data.script)
    \(drawing)
    \(tradeOff)
    \(controls)
    })();
    """
  }

  /// Axes, and what is drawn on them.
  static let drawing = #"""
    const byId = id => document.getElementById(id);
    const isNarrow = matchMedia('(max-width: 40rem)').matches;
    const W = isNarrow ? \#(Int(PlotFrame.narrowWidth)) : \#(Int(PlotFrame.width)), LEFT = 58, RIGHT = 12, TOP = 10, BOTTOM = 40;
    const percent = (part, digits = 2) => (100 * part).toFixed(digits) + ' %';
    const short = value => String(+value.toPrecision(6));

    function add(parent, name, attributes, words) {
      const node = document.createElementNS('http://www.w3.org/2000/svg', name);
      for (const key in attributes) node.setAttribute(key, attributes[key]);
      if (words !== undefined) node.textContent = words;
      parent.appendChild(node);
      return node;
    }

    function ticks(low, high, count) {
      const rough = (high - low) / count, power = 10 ** Math.floor(Math.log10(rough));
      const step = power * ([1, 2, 5].find(k => k * power >= rough * (1 - 1e-9)) || 10);
      const list = [];
      for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++) list.push(k * step);
      return list;
    }

    /* Clears a picture, draws rules and numbers, and gives the places of values. */
    function axes(svg, x, y, marks) {
      svg.replaceChildren();
      svg.setAttribute('viewBox', `0 0 ${W} ${svg.viewBox.baseVal.height}`);
      const height = svg.viewBox.baseVal.height, inner = height - TOP - BOTTOM;
      const place = {
        x: v => LEFT + (v - x.low) / (x.high - x.low) * (W - LEFT - RIGHT),
        y: v => TOP + (1 - (v - y.low) / (y.high - y.low)) * inner
      };
      for (const tick of ticks(y.low, y.high, y.count || 5)) {
        const at = place.y(tick).toFixed(1);
        add(svg, 'line', {class: 'grid', x1: LEFT, x2: W - RIGHT, y1: at, y2: at});
        add(svg, 'text', {x: LEFT - 8, y: at, dy: '.35em', 'text-anchor': 'end'}, short(tick));
      }
      for (const tick of marks || ticks(x.low, x.high, isNarrow ? 5 : 8)) {
        const attributes = {x: place.x(tick).toFixed(1), y: height - BOTTOM + 16, 'text-anchor': 'middle'};
        add(svg, 'text', attributes, short(tick));
      }
      const middle = TOP + inner / 2;
      add(svg, 'text', {transform: `translate(13 ${middle}) rotate(-90)`, 'text-anchor': 'middle'}, y.title);
      add(svg, 'text', {x: LEFT + (W - LEFT - RIGHT) / 2, y: height - 6, 'text-anchor': 'middle'}, x.title);
      return place;
    }

    /* Keeps what leaves the picture out of it. */
    function clipped(svg) {
      const height = svg.viewBox.baseVal.height, id = svg.id + '-clip';
      const clip = add(svg, 'clipPath', {id});
      add(clip, 'rect', {x: LEFT, y: TOP, width: W - LEFT - RIGHT, height: height - TOP - BOTTOM});
      return add(svg, 'g', {'clip-path': `url(#${id})`});
    }

    /* Bars over parts of the axis: {from, to, value, words, kind}. */
    function bars(svg, place, list) {
      const base = place.y(0);
      for (const bar of list) {
        const left = place.x(bar.from), right = place.x(bar.to), top = place.y(bar.value);
        const rect = add(svg, 'rect', {
          class: bar.kind || 'bar', x: (left + .75).toFixed(1), width: Math.max(right - left - 1.5, 1).toFixed(1),
          y: top.toFixed(1), height: Math.max(base - top, 0).toFixed(1)
        });
        add(rect, 'title', {}, bar.words);
      }
    }
    """#

  /// Latency against accuracy: all rules, fixed steps, the oracle and the chosen point.
  static let tradeOff = #"""
    const state = {rule: earlyExit.rule, index: 0, step: earlyExit.steps, close: true};
    const rule = () => earlyExit.rules[state.rule];
    const last = earlyExit.fixed[earlyExit.steps - 1];
    const places = [];

    function drawTradeOff() {
      const svg = byId('trade-off');
      const all = earlyExit.fixed.concat(earlyExit.oracle[1], ...earlyExit.rules.map(r => r.accuracies));
      let low = Math.min(...all);
      const high = Math.max(...all);
      if (state.close) low = Math.max(low, last - Math.max((high - last) * 2.5, .03));
      const room = Math.max((high - low) * .04, .002);
      const x = {low: 1, high: Math.max(earlyExit.steps, 2), title: 'mean time steps'};
      const y = {low: 100 * (low - room), high: 100 * (high + room), title: 'accuracy in %', count: 7};
      const place = axes(svg, x, y), area = clipped(svg);
      places.length = 0;
      function note(px, py, words, goTo) {
        if (py >= TOP && py <= svg.viewBox.baseVal.height - BOTTOM) places.push({x: px, y: py, words, goTo});
      }
      function curve(points, color, width, dashes) {
        const d = points.map((p, k) => (k ? 'L' : 'M') + p[0].toFixed(1) + ' ' + p[1].toFixed(1)).join('');
        const style = `stroke: var(--series-${color}); stroke-width: ${width}; stroke-dasharray: ${dashes || 'none'}`;
        add(area, 'path', {class: 'curve', d: d + (points.length === 1 ? 'h0' : ''), style});
      }
      const fixed = earlyExit.fixed.map((a, k) => [place.x(k + 1), place.y(100 * a)]);
      curve(fixed, 6, 1.6, '5 4');
      fixed.forEach((p, k) => note(p[0], p[1], ['all stop at step ' + (k + 1), percent(earlyExit.fixed[k])]));
      const order = earlyExit.rules.map((r, k) => k).sort((a, b) => (a === state.rule) - (b === state.rule));
      for (const k of order) {
        const r = earlyExit.rules[k];
        const points = r.latencies.map((l, i) => [place.x(l), place.y(100 * r.accuracies[i])]);
        curve(points, k + 1, k === state.rule ? 2.6 : 1.3);
        points.forEach((p, i) => note(p[0], p[1], [
          r.name + ' > ' + short(r.thresholds[i]), r.latencies[i].toFixed(2) + ' steps',
          percent(r.accuracies[i])], {rule: k, index: i}));
      }
      for (const point of rule().front) {
        add(area, 'circle', {
          class: 'front', r: 2.4, cx: place.x(point[1]).toFixed(1), cy: place.y(100 * point[2]).toFixed(1),
          style: `fill: var(--series-${state.rule + 1})`
        });
      }
      const at = [place.x(earlyExit.oracle[0]), place.y(100 * earlyExit.oracle[1])];
      add(area, 'path', {class: 'oracle', d: `M${at[0]} ${at[1] - 8}l2.4 5.6h5.8l-4.6 3.8 1.7 5.8-5.3-3.4-5.3 3.4 1.7-5.8-4.6-3.8h5.8z`});
      note(at[0], at[1], ['oracle', earlyExit.oracle[0].toFixed(2) + ' steps', percent(earlyExit.oracle[1])]);
      state.place = place;
      add(area, 'circle', {id: 'chosen-point', class: 'chosen', r: 7});
      moveChosen();
    }

    function moveChosen() {
      const mark = byId('chosen-point'), r = rule();
      mark.setAttribute('cx', state.place.x(r.latencies[state.index]).toFixed(1));
      mark.setAttribute('cy', state.place.y(100 * r.accuracies[state.index]).toFixed(1));
      mark.style.fill = `var(--series-${state.rule + 1})`;
    }

    /* The nearest point within reach of a pointer. */
    function nearest(event) {
      const svg = byId('trade-off'), box = svg.getBoundingClientRect(), scale = W / box.width;
      const x = (event.clientX - box.left) * scale, y = (event.clientY - box.top) * scale;
      let best = null, least = 30 * 30;
      for (const place of places) {
        const distance = (place.x - x) ** 2 + (place.y - y) ** 2;
        if (distance < least) [best, least] = [place, distance];
      }
      return best && {best, left: best.x / scale, top: best.y / scale, frame: box.width};
    }

    {
      const svg = byId('trade-off'), tip = byId('trade-off-tip');
      const hide = () => tip.style.display = 'none';
      svg.addEventListener('pointermove', event => {
        const found = nearest(event);
        if (!found) return hide();
        tip.replaceChildren(...found.best.words.map(words => {
          const row = document.createElement('div');
          row.textContent = words;
          return row;
        }));
        tip.style.display = 'block';
        const left = found.left + 14;
        tip.style.left = (left + tip.offsetWidth > found.frame ? found.left - tip.offsetWidth - 14 : left) + 'px';
        tip.style.top = Math.max(0, found.top - 20) + svg.offsetTop + 'px';
      });
      svg.addEventListener('pointerleave', hide);
      svg.addEventListener('click', event => {
        const goTo = nearest(event)?.best.goTo;
        if (goTo) select(goTo.rule, goTo.index);
      });
    }
    """#
}
