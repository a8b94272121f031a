// tries: to take memory outside of the heap that Node bounds
// must: end at the memory limit
// want: MLE
// limits: memoryKiB=65536
const hog = [];
for (;;) hog.push(Buffer.alloc(1 << 20, 1));
