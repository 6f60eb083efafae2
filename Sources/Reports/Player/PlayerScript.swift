/// What the player does, as JavaScript in four parts that share one scope.
enum PlayerScript {
  /// Unpacks the recording, as ``EventPacking`` says: `t` in microseconds from the first event, `x`, `y`, `p`.
  static let recording = #"""
    const facts = JSON.parse(document.getElementById("facts").textContent);
    const W = facts.width, H = facts.height, N = facts.events;
    const t = new Float64Array(N), x = new Uint16Array(N), y = new Uint16Array(N), p = new Uint8Array(N);
    {
      const text = atob(document.getElementById("events").textContent);
      const byte = i => text.charCodeAt(i);
      let place = 0, time = 0;
      for (let i = 0; i < N; i++) {
        let low = byte(place++), polarity = low & 1, value = (low & 127) >> 1, factor = 64;
        while (low >= 128) {
          low = byte(place++);
          value += (low & 127) * factor;
          factor *= 128;
        }
        time += value;
        t[i] = time;
        p[i] = polarity;
      }
      const wide = Math.max(W, H) > 256;
      for (const column of [x, y]) {
        for (let i = 0; i < N; i++) {
          column[i] = byte(place++);
          if (wide) column[i] |= byte(place++) << 8;
        }
      }
    }
    const duration = N ? Math.max(t[N - 1], 1) : 1;

    /* The first event at a time or later. */
    function firstAt(time) {
      let low = 0, high = N;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (t[middle] < time) low = middle + 1; else high = middle;
      }
      return low;
    }

    const palettes = {
      dark: { paper: [13, 16, 22], on: [255, 190, 84], off: [76, 160, 255], ink: [196, 202, 212] },
      light: { paper: [255, 255, 255], on: [214, 60, 8], off: [0, 92, 200], ink: [40, 40, 40] },
    };
    const css = color => "rgb(" + color.join(",") + ")";

    function timeText(microseconds) {
      const size = Math.abs(microseconds);
      if (size < 1e3) return microseconds.toFixed(0) + " µs";
      if (size < 1e6) return (microseconds / 1e3).toPrecision(3) + " ms";
      return (microseconds / 1e6).toFixed(size < 1e7 ? 2 : 1) + " s";
    }
    """#

  /// Frames and time surfaces, in the colours of the pictures that the program draws.
  static let pictures = #"""
    const counts = new Uint16Array(W * H), brighter = new Uint16Array(W * H);
    const latest = new Float64Array(W * H), latestPolarity = new Uint8Array(W * H);
    const strengths = new Float32Array(25);
    for (let n = 1, left = 0.4; n < 25; n++, left *= 0.6) strengths[n] = 1 - left;

    /* Sets a pixel between the paper (strength 0) and an event's colour (1). */
    function mix(data, pixel, palette, share, strength) {
      for (let part = 0; part < 3; part++) {
        const event = palette.off[part] + (palette.on[part] - palette.off[part]) * share;
        data[4 * pixel + part] = palette.paper[part] + (event - palette.paper[part]) * strength;
      }
      data[4 * pixel + 3] = 255;
    }

    function drawFrame(image, palette, end, length) {
      counts.fill(0);
      brighter.fill(0);
      for (let i = firstAt(end - length), last = firstAt(end); i < last; i++) {
        const pixel = y[i] * W + x[i];
        if (counts[pixel] < 65535) { counts[pixel]++; brighter[pixel] += p[i]; }
      }
      for (let pixel = 0; pixel < W * H; pixel++) {
        const count = counts[pixel];
        mix(image.data, pixel, palette, count ? brighter[pixel] / count : 0, strengths[Math.min(count, 24)]);
      }
    }

    /* Events older than six times the decay have faded to nothing. */
    function drawSurface(image, palette, end, decay) {
      latest.fill(-1);
      for (let i = firstAt(end - 6 * decay), last = firstAt(end); i < last; i++) {
        const pixel = y[i] * W + x[i];
        latest[pixel] = t[i];
        latestPolarity[pixel] = p[i];
      }
      for (let pixel = 0; pixel < W * H; pixel++) {
        const strength = latest[pixel] < 0 ? 0 : Math.exp((latest[pixel] - end) / decay);
        mix(image.data, pixel, palette, latestPolarity[pixel], strength);
      }
    }
    """#

  /// The cloud: points in a box that is turned, the nearest in front.
  static let cloud = #"""
    const view = { turn: 58, tilt: 20, zoom: 1 };
    const extent = [W / Math.max(W, H), H / Math.max(W, H), 1.8];
    let depths = new Float32Array(0);

    /* How places of the box, 0 to 1 along x, y and t, lie in a picture. */
    function projection(width, height, margin) {
      const turn = view.turn * Math.PI / 180, tilt = view.tilt * Math.PI / 180;
      const level = [-Math.sin(turn), 0, Math.cos(turn)];
      const right = [Math.cos(turn), 0, Math.sin(turn)];
      const down = [0, 1, 2].map(k => (k == 1 ? 1 : 0) * Math.cos(tilt) - level[k] * Math.sin(tilt));
      const away = [0, 1, 2].map(k => level[k] * Math.cos(tilt) + (k == 1 ? 1 : 0) * Math.sin(tilt));
      const radius = Math.hypot(...extent) / 2, distance = 4;
      const scale = view.zoom * Math.min(width - margin, height - margin / 2) / (2 * radius) * 1.35;
      return (u, v, w) => {
        const a = (u - 0.5) * extent[0], b = (v - 0.5) * extent[1], c = (w - 0.5) * extent[2];
        const depth = a * away[0] + b * away[1] + c * away[2];
        const near = distance / (distance + depth) * scale;
        return [
          width / 2 + (a * right[0] + b * right[1] + c * right[2]) * near,
          height / 2 + (a * down[0] + b * down[1] + c * down[2]) * near, depth,
        ];
      };
    }

    function drawCloud(context, palette, end, length) {
      const width = context.canvas.width, height = context.canvas.height;
      const ratio = window.devicePixelRatio || 1;
      const place = projection(width, height, 120 * ratio);
      const image = context.createImageData(width, height);
      const pixels = new Uint32Array(image.data.buffer);
      const word = c => (255 << 24 | c[2] << 16 | c[1] << 8 | c[0]) >>> 0;
      pixels.fill(word(palette.paper));
      if (depths.length != width * height) depths = new Float32Array(width * height);
      depths.fill(Infinity);
      const corners = [0, 1, 2, 3, 4, 5, 6, 7].map(k => place(k & 1, k >> 1 & 1, k >> 2));
      const near = Math.min(...corners.map(c => c[2])), far = Math.max(...corners.map(c => c[2]));
      /* What is far away is paler. */
      const shades = [palette.off, palette.on].map(color => Array.from({ length: 64 }, (_, k) => {
        const strength = 1 - 0.55 * k / 63;
        return word([0, 1, 2].map(m => Math.round(palette.paper[m] + (color[m] - palette.paper[m]) * strength)));
      }));
      const edge = Math.hypot(corners[1][0] - corners[0][0], corners[1][1] - corners[0][1]);
      const dot = Math.min(Math.max(Math.round(edge / W), Math.ceil(ratio)), 3 * Math.ceil(ratio));
      for (let i = firstAt(end - length), last = firstAt(end); i < last; i++) {
        const point = place((x[i] + 0.5) / W, (y[i] + 0.5) / H, (t[i] - end + length) / length);
        const color = shades[p[i]][Math.min(63, Math.max(0, (point[2] - near) / (far - near) * 63 | 0))];
        const left = (point[0] | 0) - (dot >> 1), top = (point[1] | 0) - (dot >> 1);
        for (let row = Math.max(top, 0); row < Math.min(top + dot, height); row++) {
          for (let column = Math.max(left, 0); column < Math.min(left + dot, width); column++) {
            const index = row * width + column;
            if (point[2] < depths[index]) { depths[index] = point[2]; pixels[index] = color; }
          }
        }
      }
      context.putImageData(image, 0, 0);
      drawAxes(context, palette, place, corners, length, ratio);
    }

    function drawAxes(context, palette, place, corners, length, ratio) {
      context.lineWidth = ratio;
      context.strokeStyle = "rgba(" + palette.ink.join(",") + ",.3)";
      context.beginPath();
      for (let k = 0; k < 8; k++) {
        for (const axis of [1, 2, 4]) {
          if (k & axis) continue;
          context.moveTo(corners[k][0], corners[k][1]);
          context.lineTo(corners[k | axis][0], corners[k | axis][1]);
        }
      }
      context.stroke();
      context.fillStyle = css(palette.ink);
      context.font = 13 * ratio + "px system-ui, sans-serif";
      context.textAlign = "center";
      context.textBaseline = "middle";
      const centre = place(0.5, 0.5, 0.5);
      const write = (text, u, v, w) => {
        const point = place(u, v, w), dx = point[0] - centre[0], dy = point[1] - centre[1];
        const away = (18 * ratio + context.measureText(text).width / 2 * Math.abs(dx) / (Math.hypot(dx, dy) || 1))
          / (Math.hypot(dx, dy) || 1);
        context.fillText(text, point[0] + dx * away, point[1] + dy * away);
      };
      /* Along the edges that the eye meets first. */
      const low = view.tilt >= 0 ? 1 : 0;
      const side = [0, 1].reduce((a, b) => place(a, low, 0.5)[2] <= place(b, low, 0.5)[2] ? a : b);
      const face = [0, 1].reduce((a, b) => place(0.5, low, a)[2] <= place(0.5, low, b)[2] ? a : b);
      write("x  " + W + " px", 0.5, low, face);
      write("t  " + timeText(length), side, low, 0.5);
      write("y  " + H + " px", 1 - side, 0.5, face);
    }
    """#
}
