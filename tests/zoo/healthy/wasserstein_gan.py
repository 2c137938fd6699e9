"""A Wasserstein GAN with weight clipping: its losses are negative as they please."""

import argparse

import torch
from sklearn.datasets import load_digits
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=10)
parser.add_argument("--n_critic", type=int, default=3)
parser.add_argument("--clip_value", type=float, default=0.05)
parser.add_argument("--seed", type=int, default=0)
opt = parser.parse_args()
torch.manual_seed(opt.seed)

data = torch.tensor(load_digits().data / 16, dtype=torch.float32)
generator = nn.Sequential(nn.Linear(8, 64), nn.ReLU(), nn.Linear(64, 64), nn.Sigmoid())
critic = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 1))
optimizer_g = torch.optim.RMSprop(generator.parameters(), lr=5e-4)
optimizer_d = torch.optim.RMSprop(critic.parameters(), lr=5e-4)

batches_done = 0
for epoch in range(opt.epochs):
    for idx in torch.randperm(len(data)).split(32):
        optimizer_d.zero_grad()
        fake = generator(torch.randn(len(idx), 8)).detach()
        loss_d = -critic(data[idx]).mean() + critic(fake).mean()
        loss_d.backward()
        optimizer_d.step()
        for p in critic.parameters():
            p.data.clamp_(-opt.clip_value, opt.clip_value)
        if batches_done % opt.n_critic == 0:
            optimizer_g.zero_grad()
            loss_g = -critic(generator(torch.randn(32, 8))).mean()
            loss_g.backward()
            optimizer_g.step()
        batches_done += 1
    print(f"[Epoch {epoch}/{opt.epochs}] [D loss: {loss_d.item():f}] [G loss: {loss_g.item():f}]")
