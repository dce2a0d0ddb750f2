/** Descriptions use one thing of Markdown: words between backticks. */
export function Markdown({ text }: { readonly text: string }) {
  const parts = text.split('`');
  return (
    <>
      {parts.map((part, index) =>
        // The last of an even number has a backtick that nothing closes.
        index % 2 === 1 && index < parts.length - 1 ? <code key={index}>{part}</code> : part,
      )}
    </>
  );
}
