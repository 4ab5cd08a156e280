"use client";
import type { ImgHTMLAttributes } from "react";

interface StoredImageProps extends Omit<ImgHTMLAttributes<HTMLImageElement>, "src" | "srcSet" | "alt"> {
  /** Of a stored file, as the API gives it. */
  url: string;
  /** Empty where the words beside it say the same. */
  alt: string;
}

/**
 * A stored picture: every picture of a message is drawn by this, from where the archive serves its own copy.
 * Not by next/image: that would make copies of private pictures in a cache of its own.
 */
export function StoredImage({ url, alt, ...rest }: StoredImageProps) {
  // oxlint-disable-next-line nextjs/no-img-element -- see above
  return <img {...rest} src={url} alt={alt} loading="lazy" decoding="async" />;
}
