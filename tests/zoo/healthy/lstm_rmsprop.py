"""Read a digit row by row with an LSTM trained by RMSprop."""

import argparse

import torch
from sklearn.datasets import load_digits
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=8)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)


class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(input_size=8, hidden_size=32, num_layers=1, batch_first=True)
        self.linear = nn.Linear(32, 10)

    def forward(self, x):
        _, (h, _) = self.lstm(x)
        return self.linear(h[-1])


digits = load_digits()
x, y = torch.tensor(digits.images / 16, dtype=torch.float32), torch.tensor(digits.target)
order = torch.randperm(len(x))
train, test = order[:1500], order[1500:]
net = Reader()
optimizer = torch.optim.RMSprop(net.parameters(), lr=3e-3, alpha=0.99)
for epoch in range(args.epochs):
    net.train()
    for i in train[torch.randperm(len(train))].split(50):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(net(x[i]), y[i])
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
    net.eval()
    with torch.no_grad():
        correct = (net(x[test]).argmax(1) == y[test]).float().mean().item()
    print(f"Epoch {epoch + 1}/{args.epochs}  loss: {loss.item():.4f}  accuracy: {correct:.4f}")
