// Ways out of the page for a picture: as a file, through the system's own sheet, as a link. Each is
// gone only when a reader presses it.

import { HEIGHT, WIDTH } from "./picture.js";

const NAME = "billions-of-knobs";
const SOON = 60_000; // ms after which the address of a saved file is let go

/** The picture as it stands in a file. */
export const asText = (svg) => new XMLSerializer().serializeToString(svg);

/** The picture as a PNG. It fails where a browser lets no page read what it has painted. */
export async function asPng(svg, paper) {
  const image = new Image(WIDTH, HEIGHT);
  await new Promise((resolve, reject) => {
    image.onload = resolve;
    image.onerror = () => reject(new Error("the picture could not be read"));
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(asText(svg))}`;
  });
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [WIDTH, HEIGHT];
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0, WIDTH, HEIGHT);
  // Some browsers give noise instead, against tracking: the corner is paper, or nothing is true.
  if (hex(context.getImageData(2, 2, 1, 1).data) !== paper) throw new Error("this browser gives no pictures away");
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!blob) throw new Error("there is no room for it");
  return blob;
}

const hex = ([...bytes]) => `#${bytes.slice(0, 3).map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;

/** Save the picture; gives the name of the file. As an SVG where there can be no PNG. */
export async function save(svg, paper) {
  const png = await asPng(svg, paper).catch(() => null);
  const name = `${NAME}.${png ? "png" : "svg"}`;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(png ?? new Blob([asText(svg)], { type: "image/svg+xml" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), SOON);
  return name;
}

/** Whether this device has a sheet to share with. */
export const canShare = () => typeof navigator.share === "function";

/** Open the sheet, with the picture if it takes one; whether the reader went through with it. */
export async function share(svg, paper, { text, url }) {
  const png = await asPng(svg, paper).catch(() => null);
  const files = png ? [new File([png], `${NAME}.png`, { type: png.type })] : [];
  const whole = { files, text: `${text} ${url}` }; // with a file many drop the address: it is in the text
  try {
    await navigator.share(files.length && navigator.canShare?.({ files }) ? whole : { text, url });
    return true;
  } catch (error) {
    if (error.name === "AbortError") return false;
    throw error;
  }
}
