/** The server answers only when it has read and stored all of the package. */
export function SendProgress({ progress }: { progress: number }) {
  const gone = progress === 1;
  return (
    <div className="package-progress">
      <progress value={progress} max={1} aria-label="Uploaded" />
      <p className="field-hint numbers">
        <span role="status">{gone ? 'The package is being read…' : 'Uploading…'}</span>{' '}
        {!gone && `${Math.floor(progress * 100)} %. Leaving this page cancels it.`}
      </p>
    </div>
  );
}
