extension EarlyExitScript {
  /// The rule, the slider, the numbers that follow them, and reliability by step.
  static let controls = #"""
    function drawHistogram() {
      const counts = rule().histograms[state.index], list = earlyExit.bars;
      const top = Math.max(...counts) / earlyExit.samples * 100;
      const place = axes(byId('exits'), {low: .5, high: earlyExit.steps + .5, title: 'exit step'},
        {low: 0, high: Math.max(top * 1.05, 1), title: '% of samples', count: 4},
        ticks(1, Math.max(earlyExit.steps, 2), 12).filter(t => Number.isInteger(t) && t <= earlyExit.steps));
      bars(byId('exits'), place, list.map((bar, k) => ({
        from: bar.first - .5, to: bar.last + .5, value: counts[k] / earlyExit.samples * 100,
        words: (bar.first === bar.last ? 'step ' + bar.first : `steps ${bar.first} to ${bar.last}`) +
          `: ${counts[k]} samples, ${percent(counts[k] / earlyExit.samples)}`
      })));
    }

    function drawReliability() {
      const svg = byId('reliability'), bins = earlyExit.reliability[state.step - 1], n = bins.length;
      const place = axes(svg, {low: 0, high: 1, title: 'confidence: largest softmax'},
        {low: 0, high: 100, title: '% right'});
      const most = Math.max(...bins.map(bin => bin ? bin[0] : 0));
      bins.forEach((bin, k) => {
        if (!bin) return;
        const words = `${bin[0]} samples, mean confidence ${percent(bin[1])}, ${percent(bin[2])} right`;
        bars(svg, place, [{from: k / n, to: (k + 1) / n, value: 100 * bin[2], words}]);
        svg.lastChild.style.opacity = .3 + .7 * Math.sqrt(bin[0] / most);
        const x = place.x(bin[1]), y = place.y(100 * bin[1]);
        add(svg, 'line', {class: 'gap', x1: x, x2: x, y1: y, y2: place.y(100 * bin[2])});
        add(svg, 'circle', {class: 'expected', cx: x, cy: y, r: 3});
      });
      add(svg, 'line', {class: 'diagonal', x1: place.x(0), y1: place.y(0), x2: place.x(1), y2: place.y(100)});
      byId('reliability-step').value = state.step;
      byId('reliability-text').textContent = `step ${state.step} of ${earlyExit.steps}: expected calibration error ` +
        percent(earlyExit.errors[state.step - 1]);
    }

    function show() {
      const r = rule(), k = state.index, latency = r.latencies[k], accuracy = r.accuracies[k];
      byId('rule').value = state.rule;
      const slider = byId('threshold');
      slider.max = r.thresholds.length - 1;
      slider.value = k;
      slider.setAttribute('aria-valuetext', short(r.thresholds[k]));
      byId('rule-title').textContent = r.title;
      byId('threshold-value').textContent = short(r.thresholds[k]);
      byId('latency-value').textContent = latency.toFixed(2);
      byId('accuracy-value').textContent = percent(accuracy);
      byId('saving-value').textContent = percent(1 - latency / earlyExit.steps, 1);
      const change = 100 * (accuracy - last);
      byId('loss-value').textContent = (change < 0 ? '−' : '+') + Math.abs(change).toFixed(2) + ' %';
      byId('return').disabled = k === r.chosen;
      moveChosen();
      drawHistogram();
    }

    /* Another rule, another position of its slider; the address follows, so that a view can be passed on. */
    function select(ruleIndex, index) {
      const isOther = ruleIndex !== state.rule;
      [state.rule, state.index] = [ruleIndex, index];
      if (isOther) drawTradeOff();
      show();
      const threshold = rule().thresholds[index];
      try {
        history.replaceState(null, '', `#rule=${rule().name}&threshold=${short(threshold)}`);
      } catch (error) { /* a page without an address of its own */ }
    }

    /* `#threshold=0.8&rule=margin&step=4`: the nearest position of the slider. */
    function readAddress() {
      const wanted = new URLSearchParams(location.hash.slice(1));
      const named = earlyExit.rules.findIndex(r => r.name === wanted.get('rule'));
      if (named >= 0) state.rule = named;
      const threshold = parseFloat(wanted.get('threshold')), r = rule();
      state.index = r.chosen;
      if (Number.isFinite(threshold)) {
        state.index = r.thresholds.reduce((best, value, k) =>
          Math.abs(value - threshold) < Math.abs(r.thresholds[best] - threshold) ? k : best, 0);
      }
      const step = parseInt(wanted.get('step'), 10);
      if (step >= 1 && step <= earlyExit.steps) state.step = step;
      drawTradeOff();
      show();
      drawReliability();
    }

    byId('threshold').addEventListener('input', event => select(state.rule, +event.target.value));
    byId('rule').addEventListener('change', event => {
      const next = +event.target.value;
      select(next, earlyExit.rules[next].chosen);
    });
    byId('return').addEventListener('click', () => select(state.rule, rule().chosen));
    byId('close-up').addEventListener('change', event => {
      state.close = event.target.checked;
      drawTradeOff();
    });
    byId('reliability-step').addEventListener('input', event => {
      state.step = +event.target.value;
      drawReliability();
    });
    addEventListener('hashchange', readAddress);
    readAddress();
    """#
}
