extension PlayerScript {
  /// Buttons, sliders, keys and the mouse; the clock; the timeline.
  static let controls = #"""
    const element = id => document.getElementById(id);
    const canvas = element("picture"), context = canvas.getContext("2d");
    const state = { now: 0, playing: N > 0, speed: 0, view: facts.view, colors: "dark", last: null };
    /* Each view has a window of its own, as a power of ten of microseconds. */
    const usual = Math.log10(Math.min(33333, Math.max(duration / 12, 10)));
    const windows = { frame: usual, surface: usual, cloud: Math.log10(Math.min(300000, Math.max(duration, 10))) };
    const names = { frame: "Window", surface: "Decay", cloud: "Depth" };
    const length = () => 10 ** windows[state.view];
    /* A recording that would be over at once is played slowly. */
    state.speed = Math.max(-4, Math.min(0, Math.log10(duration / 4e6)));
    state.now = Math.min(length(), duration);

    let image = null;
    function fit() {
      const main = canvas.parentElement, ratio = window.devicePixelRatio || 1;
      const wide = main.clientWidth, high = main.clientHeight;
      const isCloud = state.view == "cloud";
      canvas.className = isCloud ? "cloud" : "";
      if (isCloud) {
        canvas.width = Math.max(1, Math.round(wide * ratio));
        canvas.height = Math.max(1, Math.round(high * ratio));
        canvas.style.width = wide + "px";
        canvas.style.height = high + "px";
      } else {
        canvas.width = W;
        canvas.height = H;
        let scale = Math.min((wide - 24) / W, (high - 8) / H);
        /* Whole squares where there is room for them. */
        if (scale >= 2) scale = Math.floor(scale);
        canvas.style.width = Math.max(1, W * scale) + "px";
        canvas.style.height = Math.max(1, H * scale) + "px";
        image = context.createImageData(W, H);
      }
      fitTimeline();
      draw();
    }

    function draw() {
      const palette = palettes[state.colors];
      if (state.view == "cloud") {
        drawCloud(context, palette, state.now, length());
      } else {
        (state.view == "frame" ? drawFrame : drawSurface)(image, palette, state.now, length());
        context.putImageData(image, 0, 0);
      }
      drawTimeline();
      element("time").textContent = (state.now / 1000).toFixed(2) + " of " + (duration / 1000).toFixed(2) + " ms";
    }

    const timeline = element("timeline"), lines = timeline.getContext("2d");
    let bars = [];
    function fitTimeline() {
      const ratio = window.devicePixelRatio || 1;
      timeline.width = Math.max(1, Math.round(timeline.clientWidth * ratio));
      timeline.height = Math.max(1, Math.round(timeline.clientHeight * ratio));
      const count = Math.max(1, Math.floor(timeline.clientWidth / 3));
      bars = Array.from({ length: count }, (_, k) =>
        firstAt(duration * (k + 1) / count + (k + 1 == count ? 1 : 0)) - firstAt(duration * k / count));
    }

    function drawTimeline() {
      const palette = palettes[state.colors], width = timeline.width, height = timeline.height;
      lines.clearRect(0, 0, width, height);
      /* A burst that towers over all else is cut. */
      const sorted = bars.slice().sort((a, b) => a - b);
      const most = Math.max(1, 1.25 * sorted[Math.floor(0.98 * (sorted.length - 1))]), step = width / bars.length;
      lines.fillStyle = "rgba(" + palette.ink.join(",") + ",.38)";
      bars.forEach((count, k) => {
        const high = Math.min(count / most, 1) * (height - 6);
        lines.fillRect(k * step, height - high, Math.max(1, step - 1), high);
      });
      const at = time => time / duration * width;
      lines.fillStyle = "rgba(" + palette.on.join(",") + ",.28)";
      lines.fillRect(at(Math.max(0, state.now - length())), 0, at(Math.min(length(), state.now)), height);
      lines.fillStyle = css(palette.on);
      lines.fillRect(at(state.now) - 1, 0, 2, height);
    }

    function tick(stamp) {
      if (!state.playing) { state.last = null; return; }
      if (state.last !== null) {
        state.now += (stamp - state.last) * 1000 * 10 ** state.speed;
        if (state.now > duration) state.now = Math.min(length(), duration) * (duration > length() ? 1 : 0);
        draw();
      }
      state.last = stamp;
      requestAnimationFrame(tick);
    }

    function play(on) {
      if (!N) on = false;
      const starts = on && !state.playing;
      state.playing = on;
      element("play").textContent = on ? "Pause" : "Play";
      if (starts) requestAnimationFrame(tick);
    }

    function seek(time) {
      state.now = Math.min(Math.max(time, 0), duration + 1);
      draw();
    }

    function tell() {
      const speed = 10 ** state.speed;
      element("speed").value = state.speed;
      element("speed-text").textContent = speed >= 0.9995 && speed < 1.0005 ? "real time" : "× " + speed.toPrecision(2);
      element("window").value = windows[state.view];
      element("window-text").textContent = timeText(length());
      element("window-name").textContent = names[state.view];
      element("view-" + state.view).checked = true;
    }

    function show(name) { state.view = name; tell(); fit(); }

    function paint(name) {
      state.colors = name;
      document.documentElement.dataset.colors = name;
      element("colors").textContent = name == "dark" ? "Light" : "Dark";
      element("key-on").style.background = css(palettes[name].on);
      element("key-off").style.background = css(palettes[name].off);
      draw();
    }

    element("play").onclick = () => play(!state.playing);
    element("colors").onclick = () => paint(state.colors == "dark" ? "light" : "dark");
    element("speed").oninput = event => { state.speed = +event.target.value; tell(); };
    element("window").oninput = event => { windows[state.view] = +event.target.value; tell(); draw(); };
    document.querySelectorAll("input[name=view]").forEach(input => {
      input.onchange = () => show(input.value);
    });
    const seekTo = event => {
      const box = timeline.getBoundingClientRect();
      seek((event.clientX - box.left) / box.width * duration);
    };
    timeline.onpointerdown = event => { timeline.setPointerCapture(event.pointerId); seekTo(event); };
    timeline.onpointermove = event => { if (event.buttons) seekTo(event); };

    canvas.onpointerdown = event => { if (state.view == "cloud") canvas.setPointerCapture(event.pointerId); };
    canvas.onpointermove = event => {
      if (state.view != "cloud" || !event.buttons) return;
      view.turn -= event.movementX * 0.35;
      view.tilt = Math.min(Math.max(view.tilt + event.movementY * 0.35, -89), 89);
      draw();
    };
    canvas.onwheel = event => {
      if (state.view != "cloud") return;
      event.preventDefault();
      view.zoom = Math.min(Math.max(view.zoom * Math.exp(-event.deltaY * 0.001), 0.3), 8);
      draw();
    };
    canvas.ondblclick = () => { Object.assign(view, { turn: 58, tilt: 20, zoom: 1 }); draw(); };
    document.onkeydown = event => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      const isSlider = event.target.type == "range";
      if (event.key == " " && event.target.tagName != "BUTTON") play(!state.playing);
      else if (event.key == "ArrowRight" && !isSlider) seek(state.now + length() / 4);
      else if (event.key == "ArrowLeft" && !isSlider) seek(state.now - length() / 4);
      else if ("123".includes(event.key)) show(["frame", "surface", "cloud"][event.key - 1]);
      else return;
      event.preventDefault();
    };
    window.onresize = fit;

    /* A link may name a view and a moment: #view=cloud&at=0.5&play=0&colors=light */
    const wishes = new URLSearchParams(location.hash.slice(1));
    if (names[wishes.get("view")]) state.view = wishes.get("view");
    if (wishes.has("at")) state.now = Math.min(Math.max(+wishes.get("at") || 0, 0), 1) * duration;
    const starts = N > 0 && wishes.get("play") != "0";
    state.playing = false;
    element("empty").hidden = N > 0;
    tell();
    fit();
    paint(palettes[wishes.get("colors")] ? wishes.get("colors") : "dark");
    play(starts);
    """#
}
