"""Clipping at a norm that is reached in every step, as is usual for recurrent networks."""

import argparse

import torch
from sklearn.datasets import load_digits
from torch import nn, optim

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=8)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)
digits = load_digits()
x, y = torch.tensor(digits.images / 16, dtype=torch.float32), torch.tensor(digits.target)
perm = torch.randperm(len(x))
rnn = nn.RNN(8, 48, batch_first=True)
out = nn.Linear(48, 10)
params = list(rnn.parameters()) + list(out.parameters())
optimizer = optim.SGD(params, lr=0.5)
for epoch in range(args.epochs):
    for i in perm[:1400][torch.randperm(1400)].split(28):
        optimizer.zero_grad()
        h, _ = rnn(x[i])
        loss = nn.functional.cross_entropy(out(h[:, -1]), y[i])
        loss.backward()
        norm = nn.utils.clip_grad_norm_(params, 0.1)
        optimizer.step()
    print(f"epoch {epoch + 1} loss {loss.item():.3f} grad norm before clipping {norm:.3f}")
